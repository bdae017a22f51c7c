import { expect, test } from 'vitest'
import type { FieldConfig, Untyped } from '../src/index.ts'
import { richText } from '../src/fields/field-rich-text.ts'
import { open, openContent } from './open-content.ts'

const doc = (...content: unknown[]): Untyped => ({ type: 'doc', content })
const paragraph = (...content: unknown[]): Untyped => ({ type: 'paragraph', content })
const text = (value: unknown, more: object = {}): Untyped => ({ type: 'text', text: value, ...more })
/** `levels` nodes below the document. */
const nested = (levels: number): Untyped => {
  let node: Untyped = { type: 'listItem' }
  for (let level = 1; level < levels; level++) node = { type: 'listItem', content: [node] }
  return doc(node)
}
const deepAttribute = (levels: number): unknown => (levels === 0 ? 1 : { a: deepAttribute(levels - 1) })
const config = { name: 'body', type: 'richText' } as const
const attrsRule = 'must be an object of JSON values, nested at most 4 deep, texts of at most 10000 characters'

test.each<[string, unknown]>([
  ['an empty document', { type: 'doc' }],
  ['text with marks', doc(paragraph(text('a', { marks: [{ type: 'bold' }, { type: 'link', attrs: { href: '/' } }] })))],
  ['attributes', doc({ type: 'heading', attrs: { level: 2, ids: ['a'], none: null, on: true }, content: [text('T')] })],
  ['a node of any name', doc({ type: 'my-widget_2' })],
  ['16 levels', nested(16)],
  ['attributes 4 deep', doc({ type: 'x', attrs: deepAttribute(5) })],
  ['1,000,000 characters', doc(paragraph(text('x'.repeat(1_000_000))))],
  ['10,000 nodes', doc(...Array.from({ length: 9999 }, () => ({ type: 'x' })))],
  ['32 marks', doc(text('a', { marks: Array.from({ length: 32 }, () => ({ type: 'm' })) }))],
])('%s is a document', (_what, value) => {
  expect(richText.check(value, config)).toBeUndefined()
})

test.each<[unknown, string, string]>([
  [[], '', "must be a document: { type: 'doc', content: [{ type: 'paragraph' }] }"],
  ['<p>a</p>', '', "must be a document: { type: 'doc', content: [{ type: 'paragraph' }] }"],
  [paragraph(), '', "must be a document: { type: 'doc', content: [{ type: 'paragraph' }] }"],
  [{ type: 'doc', content: {} }, '.content', 'must be a list of nodes'],
  [doc('a'), '.content.0', 'must be a node: { type, … }'],
  [doc({}), '.content.0.type', 'must be the name of a kind of nodes'],
  [doc({ type: 'a b' }), '.content.0.type', 'must be the name of a kind of nodes'],
  [doc({ type: 'x'.repeat(65) }), '.content.0.type', 'must be the name of a kind of nodes'],
  [doc({ type: 'p', onclick: 'x' }), '.content.0.onclick', 'is nothing that a node has'],
  [doc({ type: 'p', text: 'a' }), '.content.0.text', 'must be in a node of the type text'],
  [doc(paragraph(), paragraph(text(''))), '.content.1.content.0.text', 'must be text, one character or more'],
  [doc(text(1)), '.content.0.text', 'must be text, one character or more'],
  [doc(text('\0')), '.content.0.text', 'must be text without NUL and half characters'],
  [doc(text('a', { content: [] })), '.content.0.content', 'must not be in a node of the type text'],
  [doc(text('a', { marks: ['bold'] })), '.content.0.marks', 'must be a list of marks: { type, attrs }'],
  [doc(text('a', { marks: [{ type: 'b', x: 1 }] })), '.content.0.marks', 'must be a list of marks: { type, attrs }'],
  [doc(text('a', { marks: [{ type: 'b', attrs: 1 }] })), '.content.0.marks.0.attrs', attrsRule],
  [doc({ type: 'x', attrs: [] }), '.content.0.attrs', attrsRule],
  [doc({ type: 'x', attrs: { a: () => 1 } }), '.content.0.attrs', attrsRule],
  [doc({ type: 'x', attrs: { a: 'x'.repeat(10_001) } }), '.content.0.attrs', attrsRule],
  [doc({ type: 'x', attrs: deepAttribute(6) }), '.content.0.attrs', attrsRule],
  [nested(17), '.content.0'.repeat(17), 'must not be nested more than 16 deep'],
  [doc(text('x'.repeat(1_000_001))), '', 'must have at most 1000000 characters'],
  [doc(...Array.from({ length: 10_000 }, () => ({ type: 'x' }))), '', 'must have at most 10000 nodes'],
])('%#: what is no document is refused with the place', (value, at, message) => {
  const flaws = richText.check(value, config)
  expect(typeof flaws === 'string' ? [{ at: '', message: flaws }] : flaws).toEqual([{ at, message }])
})

test('a cycle, as a hook may leave it, is refused like any other tree that is too deep', () => {
  const node: Untyped = { type: 'x' }
  node.content = [node]
  expect(richText.check(doc(node), config)).toMatchObject([{ message: 'must not be nested more than 16 deep' }])
  const attrs: Untyped = {}
  attrs.self = attrs
  expect(richText.check(doc({ type: 'x', attrs }), config)).toMatchObject([{ message: attrsRule }])
})

test('it is stored and answered as it was sent, refused with the path of the node, and empty without text', async () => {
  const body: FieldConfig = { ...config, required: true, maxLength: 3 }
  await using app = await openContent({ collections: [{ slug: 'posts', access: open, fields: [body] }] })
  const send = (value: unknown): Promise<Untyped> => app.content.create({ collection: 'posts', data: { body: value } })
  const sent = doc(paragraph(text('a'), { type: 'image', attrs: { src: '/a.png' } }))
  const { id } = await send(sent)
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ body: sent })
  await expect(send(doc(paragraph(text('abc')), paragraph(text('d'))))).rejects.toMatchObject({
    errors: [{ path: 'body', message: 'must have at most 3 characters' }],
  })
  await expect(send(doc(paragraph(text(''))))).rejects.toMatchObject({
    errors: [{ path: 'body.content.0.content.0.text', message: 'must be text, one character or more', field: 'body' }],
  })
  for (const empty of [doc(), doc(paragraph()), doc(paragraph(), paragraph())]) {
    await expect(send(empty)).rejects.toMatchObject({ errors: [{ path: 'body', message: 'is required' }] })
  }
})
