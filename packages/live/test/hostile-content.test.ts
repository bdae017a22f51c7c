import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { changedFields, read, writeBack } from '../src/index.ts'
import { documents, shape } from './every-field.ts'
import { normal } from './documents.ts'

const names = fc.constantFrom('title', 'body', 'fields', 'seo', 'items', 'layout', 'meta', 'count', 'label', 'crochet')
const anything = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(undefined, 1n, new Uint8Array([1, 2])),
  fc.constantFrom(
    () => new Y.Text('x'),
    () =>
      new Y.Map<unknown>([
        ['label', 1],
        ['id', 2],
      ]),
    () => Y.Array.from<number | string>([1, 'x']),
    () => new Y.XmlElement('p'),
    () => new Y.Doc(),
  ),
)
const made = (value: unknown): unknown => (typeof value === 'function' ? (value as () => unknown)() : value)

/** Puts something somewhere, as a client without manners does. */
const step = fc.record({
  root: names,
  kind: fc.constantFrom('map', 'array', 'text', 'xml'),
  key: names,
  value: anything,
})

function put(
  doc: Y.Doc,
  { root, kind, key, value }: { root: string; kind: string; key: string; value: unknown },
): void {
  const known = doc.share.get(root)
  if (kind === 'map' && (known === undefined || known instanceof Y.Map)) doc.getMap(root).set(key, made(value))
  if (kind === 'array' && (known === undefined || known instanceof Y.Array))
    doc.getArray(root).push([typeof value === 'bigint' ? 1 : (made(value) ?? null)])
  if (kind === 'text' && (known === undefined || known instanceof Y.Text)) doc.getText(root).insertEmbed(0, { key })
  if (kind === 'xml' && (known === undefined || known instanceof Y.XmlFragment)) {
    const element = new Y.XmlElement(key)
    element.setAttribute('a', (typeof value === 'function' ? 'x' : value) as string)
    element.insert(0, [new Y.XmlHook('hook') as never, new Y.XmlText('text')])
    doc.getXmlFragment(root).push([element])
  }
}

test('whatever clients have put into a document, it reads, with what is wrong named by its path, and can be written back', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), documents, (steps, stored) => {
      const source = new Y.Doc()
      for (const each of steps) put(source, each)
      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(source))
      const { values, problems } = read(shape, doc)
      for (const { path } of problems) expect(path).not.toBe('')
      expect(JSON.parse(JSON.stringify(values))).toEqual(values)
      changedFields(shape, stored, values)
      doc.transact(() => writeBack(shape, doc, { from: values, to: stored }))
      const after = read(shape, doc).values
      for (const name of ['count', 'done', 'status', 'extra', 'tags']) expect(after[name]).toEqual(normal(stored)[name])
    }),
    { numRuns: 500 },
  )
})

test('what is no value of its field is left out, and named', () => {
  const doc = new Y.Doc()
  doc.getMap('fields').set('count', 'one').toString()
  doc.getMap('fields').set('done', true)
  doc.getMap('seo').set('label', 'text')
  doc.getArray('items').push(['x', new Y.Map<unknown>([['price', 'y']])])
  const { values, problems } = read(shape, doc)
  expect(problems).toEqual([
    { path: 'count', message: 'must be a number' },
    { path: 'seo.label', message: 'must be a text (Y.Text)' },
    { path: 'items.0', message: 'must be a row (Y.Map)' },
    { path: 'items.1.price', message: 'must be a number' },
  ])
  expect(values).not.toHaveProperty('count')
  expect(values).toMatchObject({ done: true, items: [{ label: null }] })
})

test('nodes nested without end are cut off', () => {
  const doc = new Y.Doc()
  let inner: Y.XmlFragment = doc.getXmlFragment('body')
  for (let depth = 0; depth < 3000; depth++) {
    const element = new Y.XmlElement('p')
    inner.insert(0, [element])
    inner = element
  }
  expect(read(shape, doc).problems).toEqual([
    { path: 'body', message: 'must be made of nodes and texts, not nested too deep' },
  ])
})
