import type { LiveKind } from '@crochet/content'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { shapeOfCollection } from '../src/index.ts'
import type { LiveField } from '../src/mapping/live-field.ts'
import { everything } from './every-field.ts'

/** What a client is told of a field, made from how the server has it. */
function kindOf({ config, mapping, fields, blocks }: LiveField): LiveKind {
  if (mapping.is === 'value') return 'value'
  if (config.type === 'blocks') return { blocks: Object.fromEntries([...blocks].map(([slug, of]) => [slug, all(of)])) }
  switch (mapping.type as unknown) {
    case Y.Text:
      return 'text'
    case Y.XmlFragment:
      return 'richText'
    case Y.Array:
      return { rows: all(fields) }
    default:
      return { group: all(fields) }
  }
}

const all = (fields: readonly LiveField[]): Record<string, LiveKind> =>
  Object.fromEntries(fields.map((field) => [field.name, kindOf(field)]))

test('clients are told of every shared field what it is, and of no other', () => {
  const { fields, kinds } = shapeOfCollection(everything)
  expect(kinds).toEqual(all(fields))
  expect(kinds).toMatchObject({
    title: 'text',
    tags: 'value',
    items: { rows: { parts: { rows: { note: 'richText' } } } },
  })
})
