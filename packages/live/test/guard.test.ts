import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { LiveGuard, writeBack, type Problem } from '../src/index.ts'
import { documents, shape } from './every-field.ts'
import { copyOf, openDoc } from './documents.ts'

const stored = {
  id: '1',
  title: 'Title',
  count: 1,
  seo: { label: 'Label', price: 1 },
  items: [
    { id: 'a', label: 'A', price: 1, parts: [{ id: 'p', label: 'P' }] },
    { id: 'b', label: 'B', price: 2 },
  ],
  layout: [{ id: 'q', blockType: 'quote', text: 'Said' }],
  body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Text' }] }] },
}

function serverDoc(values: Record<string, unknown> = stored): Y.Doc {
  const doc = openDoc(values)
  doc.getMap('crochet').set('status', 'saved')
  return doc
}

/** What the server says to an edit that a client makes. */
function asked(edit: (client: Y.Doc) => void, forbidden: readonly string[] = [], limits = {}): Problem[] {
  const doc = serverDoc()
  const client = copyOf(doc)
  const before = Y.encodeStateVector(client)
  client.transact(() => edit(client))
  return new LiveGuard(shape, doc, limits).violations(Y.encodeStateAsUpdate(client, before), {
    forbidden: new Set(forbidden),
  })
}

const row = (entries: [string, unknown][]): Y.Map<unknown> => new Y.Map(entries)
const items = (doc: Y.Doc): Y.Array<Y.Map<unknown>> => doc.getArray('items')

describe('what clients may do passes', () => {
  test('what they write into something that somebody else deletes at the same time', () => {
    const doc = serverDoc()
    const client = copyOf(doc)
    const before = Y.encodeStateVector(client)
    ;(items(client).get(0).get('label') as Y.Text).insert(1, ', too')
    items(client).get(0).set('price', 5)
    ;(items(client).get(0).get('parts') as Y.Array<unknown>).push([row([['label', new Y.Text('P')]])])
    const update = Y.encodeStateAsUpdate(client, before)
    items(doc).delete(0)
    expect(new LiveGuard(shape, doc).violations(update, { forbidden: new Set(['items.price']) })).toEqual([])
    Y.applyUpdate(doc, update)
    expect(items(doc).toJSON()).toMatchObject([{ id: 'b' }])
  })

  test('everything that makes one valid document of another', () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        const doc = serverDoc(from)
        const client = copyOf(doc)
        const updates: Uint8Array[] = []
        client.on('update', (update: Uint8Array) => void updates.push(update))
        client.transact(() => writeBack(shape, client, { from, to }))
        const guard = new LiveGuard(shape, doc)
        for (const update of updates) expect(guard.violations(update, { forbidden: new Set() })).toEqual([])
        const all = Y.encodeStateAsUpdate(client)
        expect(guard.violations(all, { forbidden: new Set() })).toEqual([])
        Y.applyUpdate(doc, all)
        expect(guard.violations(all, { forbidden: new Set(['title', 'items', 'body']) })).toEqual([])
      }),
    )
  })

  test('a new row with fields and texts, in one update and in several', () => {
    const add = (doc: Y.Doc): void =>
      items(doc).push([
        row([
          ['id', 'c'],
          ['label', new Y.Text('C')],
          ['price', 3],
          ['parts', Y.Array.from([row([['id', 'x']])])],
        ]),
      ])
    expect(asked(add)).toEqual([])
    expect(
      asked((doc) =>
        doc.getArray('layout').push([
          row([
            ['id', 'r'],
            ['blockType', 'quote'],
            ['text', new Y.Text('x')],
          ]),
        ]),
      ),
    ).toEqual([])
  })

  test('a row with a field that the user may not update may still be removed', () => {
    expect(asked((doc) => items(doc).delete(0), ['items.price'])).toEqual([])
    expect(asked((doc) => void doc.getText('title').insert(0, 'x'), ['count', 'seo.price'])).toEqual([])
  })
})

describe('refused, with the place and what is wrong', () => {
  const refusals: [string, (doc: Y.Doc) => void, Problem][] = [
    [
      'a root type that is no field',
      (doc) => void doc.getMap('other').set('a', 1),
      { path: 'other.a', message: 'is no field' },
    ],
    [
      'a field that is not shared',
      (doc) => void doc.getText('secret').insert(0, 'x'),
      { path: 'secret', message: 'is no field' },
    ],
    [
      'a value that is no field',
      (doc) => void doc.getMap('fields').set('other', 1),
      { path: 'other', message: 'is no field' },
    ],
    [
      'a text field as a value',
      (doc) => void doc.getMap('fields').set('title', 'x'),
      { path: 'title', message: 'is no field' },
    ],
    [
      'a value of another kind',
      (doc) => void doc.getMap('fields').set('count', 'one'),
      { path: 'count', message: 'must be a number' },
    ],
    [
      'a Yjs type in the place of a value',
      (doc) => void doc.getMap('fields').set('count', new Y.Text('1')),
      { path: 'count', message: 'must be a number' },
    ],
    [
      'bytes in the place of a value',
      (doc) => void doc.getMap('fields').set('extra', new Uint8Array([1])),
      { path: 'extra', message: 'must be JSON' },
    ],
    [
      'a subdocument',
      (doc) => void doc.getMap('fields').set('extra', new Y.Doc()),
      { path: 'extra', message: 'must be JSON' },
    ],
    [
      'nodes in a text',
      (doc) => void doc.getText('title').insertEmbed(0, { image: 'x' }),
      { path: 'title', message: 'holds text' },
    ],
    [
      'entries of a text',
      (doc) => void doc.getText('title').setAttribute('a', 1),
      { path: 'title.a', message: 'holds text' },
    ],
    [
      'a text in the place of a list',
      (doc) => void (doc.getArray('items') as Y.Array<unknown>).push(['row']),
      { path: 'items', message: 'holds rows (Y.Map)' },
    ],
    [
      'a value in a group of another kind',
      (doc) => void doc.getMap('seo').set('label', 'text'),
      { path: 'seo.label', message: 'must be a text (Y.Text)' },
    ],
    [
      'what is no field of a group',
      (doc) => void doc.getMap('seo').set('other', 1),
      { path: 'seo.other', message: 'is no field' },
    ],
    [
      'what is no field of a row',
      (doc) => void items(doc).get(0).set('other', 1),
      { path: 'items.other', message: 'is no field' },
    ],
    [
      'what is no field of a new row',
      (doc) => void items(doc).push([row([['other', 1]])]),
      { path: 'items.other', message: 'is no field' },
    ],
    [
      'what is no field of a row in a row',
      (doc) => void (items(doc).get(0).get('parts') as Y.Array<Y.Map<unknown>>).get(0).set('price', 'x'),
      { path: 'items.parts.price', message: 'must be a number' },
    ],
    [
      'the id of a row that is none',
      (doc) => void items(doc).get(0).set('id', 7),
      { path: 'items.id', message: 'must be a text' },
    ],
    [
      'a field of another block',
      (doc) => void (doc.getArray('layout').get(0) as Y.Map<unknown>).set('price', 1),
      { path: 'layout.quote.price', message: 'is no field' },
    ],
    [
      'a block that there is not',
      (doc) => void doc.getArray('layout').push([row([['blockType', 'other']])]),
      { path: 'layout.other.blockType', message: 'must be one of quote, figure' },
    ],
    [
      'a map in rich text',
      (doc) => void doc.getXmlFragment('body').insert(0, [new Y.Map() as never]),
      { path: 'body', message: 'holds nodes and texts of rich text' },
    ],
    [
      "the server's map",
      (doc) => void doc.getMap('crochet').set('status', 'mine'),
      { path: 'crochet.status', message: "is the server's to write" },
    ],
    [
      "a deletion in the server's map",
      (doc) => void doc.getMap('crochet').delete('status'),
      { path: 'crochet.status', message: "is the server's to write" },
    ],
  ]

  test.each(refusals)('%s', (_, edit, problem) => expect(asked(edit)).toContainEqual(problem))

  test('fields that the user may not update: in the document, in groups and in rows, and what is in them', () => {
    const edits: [string, (doc: Y.Doc) => void][] = [
      ['title', (doc) => void doc.getText('title').insert(5, 'x')],
      ['title', (doc) => void doc.getText('title').delete(0, 2)],
      ['count', (doc) => void doc.getMap('fields').set('count', 2)],
      ['count', (doc) => void doc.getMap('fields').delete('count')],
      ['seo.price', (doc) => void doc.getMap('seo').set('price', 2)],
      ['seo', (doc) => void (doc.getMap('seo').get('label') as Y.Text).insert(0, 'x')],
      ['items.price', (doc) => void items(doc).get(1).set('price', 9)],
      [
        'items.price',
        (doc) =>
          void items(doc).push([
            row([
              ['id', 'n'],
              ['price', 9],
            ]),
          ]),
      ],
      ['items', (doc) => void items(doc).delete(0)],
      [
        'layout.quote.text',
        (doc) => void ((doc.getArray('layout').get(0) as Y.Map<Y.Text>).get('text') as Y.Text).insert(0, 'x'),
      ],
      ['body', (doc) => void ((doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(0, 'x')],
    ]
    for (const [path, edit] of edits) {
      expect(asked(edit, [path])).toEqual([{ path, message: 'may not be updated' }])
      expect(asked(edit, ['summary', 'title.x', 'item'])).toEqual([])
    }
  })

  test('more rows than there may be, unless as many go', () => {
    const push = (count: number) => (doc: Y.Doc) => items(doc).push(Array.from({ length: count }, () => row([])))
    expect(asked(push(4), [], { rows: 5 })).toEqual([{ path: 'items', message: 'must have at most 5 rows' }])
    expect(asked(push(3), [], { rows: 5 })).toEqual([])
    const exchange = (doc: Y.Doc): void => {
      items(doc).delete(0)
      push(4)(doc)
    }
    expect(asked(exchange, [], { rows: 5 })).toEqual([])
    expect(asked((doc) => items(doc).delete(0), [], { rows: 0 })).toEqual([])
  })

  test('what builds on something that is not there', () => {
    const doc = serverDoc()
    const client = copyOf(doc)
    client.getText('title').insert(0, 'first')
    const before = Y.encodeStateVector(client)
    client.getText('title').insert(1, 'second')
    const guard = new LiveGuard(shape, doc)
    expect(guard.violations(Y.encodeStateAsUpdate(client, before), { forbidden: new Set() })).toEqual([
      { path: '', message: 'builds on something that is not in the document' },
    ])
  })

  test('bytes of any kind give an answer, never an error', () => {
    const guard = new LiveGuard(shape, serverDoc())
    const valid = Y.encodeStateAsUpdate(serverDoc({ ...stored, id: '2' }))
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 60 }),
          fc.record({ at: fc.nat(valid.length - 1), to: fc.nat(255) }).map(({ at, to }) => valid.with(at, to)),
        ),
        (bytes) => void expect(Array.isArray(guard.violations(bytes, { forbidden: new Set() }))).toBe(true),
      ),
      { numRuns: 2000 },
    )
  })
})
