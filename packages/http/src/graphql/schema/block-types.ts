import { isPlainObject } from '@crochet/hooks'
import type { BlocksField } from '@crochet/content'
import { GraphQLNonNull, GraphQLObjectType, GraphQLString, GraphQLUnionType } from 'graphql'
import { innerName } from '../entity-names.ts'
import { roleExtension, slugExtension } from './field-role.ts'
import { listOf, type OutputField, type OutputTypes } from './output-field.ts'

/** A `blocks` field: a list of a union with a type for each block. Rows of blocks that are no longer configured are left out. */
export function blockRows({ name: key, blocks }: BlocksField, name: string, types: OutputTypes): OutputField {
  const rows = new Map(
    blocks.map(({ slug, fields }) => {
      const rowName = innerName(name, slug)
      const row = new GraphQLObjectType({
        name: rowName,
        extensions: slugExtension(slug),
        fields: () => ({
          id: { type: GraphQLString },
          blockType: { type: new GraphQLNonNull(GraphQLString) },
          ...types.fieldsOf(fields, rowName),
        }),
      })
      return [slug, row] as const
    }),
  )
  const blockType = (row: unknown): unknown => (isPlainObject(row) ? row['blockType'] : undefined)
  const type = new GraphQLUnionType({
    name,
    types: [...rows.values()],
    resolveType: (row) => rows.get(String(blockType(row)))?.name,
  })
  return {
    type: listOf(type),
    extensions: roleExtension({ is: 'blocks' }),
    resolve(owner) {
      const value = (owner as Record<string, unknown>)[key]
      return Array.isArray(value) ? value.filter((row) => rows.has(String(blockType(row)))) : value
    },
  }
}
