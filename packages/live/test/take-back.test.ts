import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LiveGuard, writeBack } from '../src/index.ts'
import { isSameAt } from '../src/guard/is-same-at.ts'
import { takeBack } from '../src/guard/take-back.ts'
import { copyOf, openDoc, valuesOf } from './documents.ts'
import { documents, shape } from './every-field.ts'

const closedPaths = [
  'title',
  'body',
  'count',
  'seo.label',
  'seo.more.hint',
  'meta',
  'items',
  'items.price',
  'items.parts.note',
  'layout.quote.text',
  'layout.figure.label',
]

interface CameBack {
  readonly client: Y.Doc
  readonly isRefused: boolean
}

/** A client is away, and does what `edit` does; then it comes back with all of it at once. */
function comeBack(doc: Y.Doc, forbidden: ReadonlySet<string>, edit: (client: Y.Doc) => void): CameBack {
  const client = copyOf(doc)
  const before = Y.encodeStateVector(doc)
  edit(client)
  const update = Y.encodeStateAsUpdate(client, before)
  const { violations, refused } = new LiveGuard(shape, doc).inspect(update, { forbidden })
  if (violations.length === 0) Y.applyUpdate(doc, update)
  else {
    const instead = takeBack({ shape, state: Y.encodeStateAsUpdate(doc), update, client: 1, parts: refused })
    if (instead === undefined) throw new Error('It could not be taken back')
    Y.applyUpdate(doc, instead.update)
    Y.applyUpdate(client, instead.update)
  }
  expect(valuesOf(client)).toEqual(valuesOf(doc))
  expect(Y.encodeStateVector(client)).toEqual(Y.encodeStateVector(doc))
  return { client, isRefused: violations.length > 0 }
}

test('of what somebody brings along, what they may not is taken back, and all the rest stays', () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(documents, { minLength: 1, maxLength: 3 }),
      fc.subarray(closedPaths),
      (from, later, closed) => {
        const doc = openDoc(from)
        const before = valuesOf(doc)
        let wanted = before
        const { isRefused } = comeBack(doc, new Set(closed), (client) => {
          for (const to of later) writeBack(shape, client, { from: valuesOf(client), to })
          wanted = valuesOf(client)
        })
        const after = valuesOf(doc)
        // A row that is removed, and made anew without what may not be written, is two edits that may be: its store is refused.
        expect(!isRefused || isSameAt(closed, before, after)).toBe(true)
        // A row that is removed and made anew would come without what may not be written: then nothing stays.
        if (closed.some((path) => /^(items|layout)\./.test(path))) return
        const open = shape.fields
          .map(({ name }) => name)
          .filter((name) => !closed.some((path) => path.split('.')[0] === name))
        for (const name of open) expect(after[name]).toEqual(wanted[name])
      },
    ),
    { numRuns: 40 },
  )
})

test("of the server's own state nothing changes, whatever comes with it", () => {
  const doc = openDoc({ id: '1', title: 'Title', items: [{ id: 'a', label: 'A' }] })
  doc.getMap('crochet').set('status', 'saved')
  doc.getMap('crochet').set('errors', [])
  const { client } = comeBack(doc, new Set(), (mine) => {
    mine.getText('title').insert(5, '!')
    mine.getMap('crochet').set('status', 'invalid')
    mine.getMap('crochet').set('status', 'saving')
    mine.getMap('crochet').delete('errors')
    mine.getMap('crochet').set('mine', true)
    mine.getText('title').insert(0, '>')
    mine.getArray('other').push([1])
  })
  expect(client.getMap('crochet').toJSON()).toEqual({ status: 'saved', errors: [] })
  expect(client.getText('title').toString()).toBe('>Title!')
  expect(doc.share.get('other')?._length ?? 0).toBe(0)
})

test('a flood of rows goes, and what was done to the others stays', () => {
  const doc = openDoc({ id: '1', items: [{ id: 'a', label: 'A', price: 1 }] })
  const { client } = comeBack(doc, new Set(), (mine) => {
    const rows = mine.getArray<Y.Map<unknown>>('items')
    rows.push(Array.from({ length: 2_000 }, () => new Y.Map()))
    rows.get(0).set('price', 2)
  })
  expect(client.getArray('items').toJSON()).toMatchObject([{ id: 'a', label: 'A', price: 2 }])
})

test('in rows, too: what may be edited beside what may not', () => {
  const doc = openDoc({
    id: '1',
    items: [
      { id: 'a', label: 'A', price: 1 },
      { id: 'b', label: 'B', price: 2 },
    ],
  })
  const { client } = comeBack(doc, new Set(['items.price']), (mine) => {
    const rows = mine.getArray<Y.Map<unknown>>('items')
    ;(rows.get(0).get('label') as Y.Text).insert(1, '!')
    rows.get(0).set('price', 9)
    rows.delete(1)
    rows.push([new Y.Map<unknown>(Object.entries({ id: 'c', label: new Y.Text('C'), price: 7 }))])
  })
  const items = client.getArray('items').toJSON()
  expect(items).toMatchObject([
    { id: 'a', label: 'A!', price: 1 },
    { id: 'c', label: 'C' },
  ])
  expect(items[1]).not.toHaveProperty('price')
})

test('a row that is moved would lose what may not be written: it stays where it was', () => {
  const rows = ['a', 'b'].map((id) => ({ id, label: id, price: 1 }))
  const doc = openDoc({ id: '1', items: rows })
  const { client } = comeBack(doc, new Set(['items.price']), (mine) => {
    writeBack(shape, mine, { from: valuesOf(mine), to: { ...valuesOf(mine), items: rows.toReversed() } })
  })
  expect(client.getArray('items').toJSON()).toMatchObject(rows)
})

test('what somebody else has sent too early is no reason not to take something back', () => {
  const doc = openDoc({ id: '1', title: 'Title', summary: 'One' })
  const [early, client] = [copyOf(doc), copyOf(doc)]
  early.getText('summary').insert(3, ' two')
  const former = Y.encodeStateVector(early)
  early.getText('summary').insert(7, ' three')
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(early, former))
  expect(doc.store.pendingStructs).not.toBe(null)
  client.getText('title').insert(0, 'No ')
  client.getText('source').insert(0, 'yes')
  const update = Y.encodeStateAsUpdate(client, Y.encodeStateVector(doc))
  const { refused } = new LiveGuard(shape, doc).inspect(update, { forbidden: new Set(['title']) })
  const instead = takeBack({ shape, state: Y.encodeStateAsUpdate(doc), update, client: 1, parts: refused })
  Y.applyUpdate(doc, instead?.update ?? new Uint8Array())
  expect(valuesOf(doc)).toMatchObject({ title: 'Title', summary: 'One', source: 'yes' })
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(early))
  expect(valuesOf(doc)).toMatchObject({ title: 'Title', summary: 'One two three', source: 'yes' })
})
