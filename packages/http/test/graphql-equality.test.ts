import fc from 'fast-check'
import { getNamedType, isObjectType, isUnionType, type GraphQLNamedType, type GraphQLObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { buildSchema } from '../src/graphql/schema/build-schema.ts'
import { fill, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

/** What is selected of an object: fields by name, each with what is selected inside; of a union by type. */
interface Selected {
  readonly [name: string]: Selected | true
}

const schema = buildSchema({ collections: library.collections ?? [], globals: [] }, 5)
const book = schema.getType('Book') as GraphQLObjectType

/** @param depth how many fields may still be inside each other */
function selectionOf(type: GraphQLObjectType, depth: number): fc.Arbitrary<Selected> {
  const names = Object.entries(type.getFields()).filter(([name, field]) => {
    const isNestedJoinCount = name === 'totalDocs'
    return !isNestedJoinCount && (depth > 1 || !isComposite(getNamedType(field.type)))
  })
  return fc
    .subarray(names, { minLength: Math.min(1, names.length), maxLength: Math.min(4, names.length) })
    .chain((chosen) => {
      const inside = chosen.map(([name, field]) =>
        insideOf(getNamedType(field.type), depth - 1).map((made) => [name, made] as const),
      )
      return fc.tuple(...inside).map((all) => Object.fromEntries(all))
    })
}

function insideOf(type: GraphQLNamedType, depth: number): fc.Arbitrary<Selected | true> {
  if (isObjectType(type)) return selectionOf(type, depth)
  if (!isUnionType(type)) return fc.constant(true)
  const members = type
    .getTypes()
    .map((member) => selectionOf(member, depth).map((made) => [member.name, made] as const))
  return fc.tuple(...members).map((all) => Object.fromEntries(all))
}

const isComposite = (type: GraphQLNamedType): boolean => isObjectType(type) || isUnionType(type)

/** Fields of a type; those of several have to have names of their own, since they may be of different types. */
function textOf(type: GraphQLNamedType, selected: Selected): string {
  if (isUnionType(type)) {
    const parts = type
      .getTypes()
      .map((member) => `... on ${member.name} ${textOf(member, selected[member.name] as Selected)}`)
    return `{ __typename ${parts.join(' ')} }`
  }
  const fields = (type as GraphQLObjectType).getFields()
  const parts = Object.entries(selected).map(([name, inside]) => {
    const inner = getNamedType(fields[name]?.type)
    return inside === true || inner === undefined ? name : `${name} ${textOf(inner, inside)}`
  })
  return `{ ${parts.join(' ')} }`
}

type Doc = Record<string, unknown>
const isDoc = (value: unknown): value is Doc => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What of a whole document, as REST answers it, a selection leaves; ids that stand for documents are left out. */
function projected(type: GraphQLNamedType, value: unknown, selected: Selected | true): unknown {
  if (selected === true) return value ?? null
  if (Array.isArray(value)) {
    return value.filter(isDoc).map((one) => projected(type, one, selected))
  }
  if (!isDoc(value)) return null
  if (isUnionType(type)) {
    const member = type.getTypes().find(({ name }) => name === nameOf(value))
    return member === undefined
      ? null
      : { __typename: member.name, ...(projected(member, value, selected[member.name] ?? true) as Doc) }
  }
  const fields = (type as GraphQLObjectType).getFields()
  return Object.fromEntries(
    Object.entries(selected).map(([name, inside]) => [
      name,
      projected(getNamedType(fields[name]?.type) as GraphQLNamedType, value[name], inside),
    ]),
  )
}

function nameOf(value: Doc): string {
  if (value['blockType'] === 'quote') return 'Book_Content_Quote'
  if (value['blockType'] === 'big-number') return 'Book_Content_BigNumber'
  return 'city' in value ? 'Shop' : 'Person'
}

test('whatever is selected, and whoever asks, is what REST answers of it', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const whole = new Map<string, Doc[]>()
  for (const role of ['editor', 'nobody']) {
    const answer = await server.get('/api/books?depth=5&sort=title', { 'x-role': role })
    whole.set(role, answer.body.docs)
  }
  const property = fc.asyncProperty(
    selectionOf(book, 6),
    fc.constantFrom('editor', 'nobody'),
    async (selected, role) => {
      const query = `{ Books(sort: "title") { docs ${textOf(book, selected)} } }`
      const { body } = await server.post({ query }, { 'x-role': role })
      if (body.errors?.[0].extensions.code === 'GRAPHQL_COST') fc.pre(false)
      const expected = (whole.get(role) ?? []).map((doc) => projected(book, doc, selected))
      expect(JSON.stringify(body)).toBe(JSON.stringify({ data: { Books: { docs: expected } } }))
    },
  )
  await fc.assert(property, { numRuns: 300 })
})
