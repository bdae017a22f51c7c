import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { changedFields, read, seed } from '../src/index.ts'
import { documents, shape } from './every-field.ts'
import { copyOf, edit, exchange, normal, openDoc, valuesOf } from './documents.ts'

describe('seeding', () => {
  test('a seeded document reads as what was stored', () => {
    fc.assert(
      fc.property(documents, (stored) => {
        const { values, problems } = read(shape, openDoc(stored))
        expect(problems).toEqual([])
        expect(values).toEqual(normal(stored))
      }),
    )
  })

  test('two servers seed the same bytes, and merging both gives the document once', () => {
    fc.assert(
      fc.property(documents, (stored) => {
        const [one, other] = [seed(shape, stored), seed(shape, structuredClone(stored))]
        expect(Buffer.compare(one, other)).toBe(0)
        const doc = new Y.Doc()
        Y.applyUpdate(doc, one)
        Y.applyUpdate(doc, other)
        expect(valuesOf(doc)).toEqual(normal(stored))
      }),
    )
  })

  test('another document, and another version of one, is seeded by another client', () => {
    const clients = [
      { id: '1', count: 1 },
      { id: '2', count: 1 },
      { id: '1', count: 2 },
      { id: '1', updatedAt: 'later', count: 1 },
    ].map((stored) => [...Y.decodeStateVector(Y.encodeStateVectorFromUpdate(seed(shape, stored))).keys()][0])
    expect(new Set(clients).size).toBe(4)
  })

  test('each field is the Yjs type that the specification names, and what not everybody may read is not there', () => {
    const doc = openDoc({
      id: '1',
      title: 'Title',
      count: 3,
      secret: 'secret',
      internal: 'internal',
      code: 'hash',
      computed: 'computed',
      seo: { label: 'Label', price: 4 },
      items: [{ id: 'a', label: 'First', price: 5 }],
      layout: [{ id: 'q', blockType: 'quote', text: 'Said' }],
      body: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Text' }] }] },
    })
    expect(doc.getText('title').toString()).toBe('Title')
    expect(doc.getMap('fields').toJSON()).toEqual({ count: 3 })
    expect(doc.getXmlFragment('body').toString()).toBe('<paragraph>Text</paragraph>')
    expect(doc.getMap('seo').get('label')).toBeInstanceOf(Y.Text)
    expect(doc.getMap('seo').get('price')).toBe(4)
    expect(doc.getArray('items').toJSON()).toEqual([{ id: 'a', label: 'First', price: 5, note: '', parts: [] }])
    expect(doc.getArray('layout').toJSON()).toEqual([{ id: 'q', blockType: 'quote', text: 'Said' }])
    expect(doc.getText('left')).toBeInstanceOf(Y.Text)
    expect(doc.getMap('meta').get('alt')).toBeInstanceOf(Y.Text)
    const bytes = Buffer.from(Y.encodeStateAsUpdate(doc)).toString('latin1')
    for (const kept of ['secret', 'internal', 'hash', 'computed']) expect(bytes).not.toContain(kept)
  })
})

describe('what has changed', () => {
  test('nothing has, after a document was seeded', () => {
    fc.assert(
      fc.property(documents, (stored) => {
        expect(changedFields(shape, stored, valuesOf(openDoc(stored)))).toEqual({})
      }),
    )
  })

  test('is what makes the new document of the stored one', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const changed = changedFields(shape, before, valuesOf(openDoc(after)))
        const merged = {
          ...before,
          ...changed,
          seo: { ...before.seo, ...(changed['seo'] as object) },
        }
        expect(normal({ ...merged, meta: { ...before.meta, ...(changed['meta'] as object) } })).toMatchObject(
          normal({ ...after, seo: { ...after.seo, more: (merged.seo as { more?: unknown }).more } }),
        )
      }),
    )
  })

  test('says of a group and of rows only what another value was given', () => {
    const stored = {
      seo: { label: '', price: 1, note: { type: 'doc', content: [] } },
      items: [{ id: 'a', label: '', price: 1 }],
    }
    const after = { seo: { label: null, price: 2, note: null }, items: [{ id: 'a', label: null, price: 2 }] }
    expect(changedFields(shape, stored, after)).toEqual({
      seo: { price: 2 },
      items: [{ id: 'a', label: '', price: 2 }],
    })
  })
})

describe('writing back', () => {
  test('the document reads as it is to be', () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        const doc = openDoc(from)
        edit(doc, { from, to })
        expect(valuesOf(doc)).toEqual(normal(to))
        const again = edit(doc, { from: to, to })
        expect(again.length).toBe(0)
      }),
    )
  })

  test('what another client does at the same time merges with it, the same everywhere', () => {
    fc.assert(
      fc.property(documents, documents, fc.nat(), (from, to, seedOfPlace) => {
        const doc = openDoc(from)
        const client = copyOf(doc)
        typeEverywhere(client, seedOfPlace)
        edit(doc, { from, to })
        exchange(doc, client)
        expect(valuesOf(client)).toEqual(valuesOf(doc))
        for (const name of ['title', 'summary', 'source']) expect(doc.getText(name).toString()).toContain('TYPED')
        expect(doc.getXmlFragment('body').toString()).toContain('NEW NODE')
        expect(doc.getArray('items').toJSON()).toContainEqual({ id: 'mine', label: 'TYPED' })
      }),
    )
  })

  test('what was typed since stays, and what is written comes to it', () => {
    fc.assert(
      fc.property(documents, documents, fc.nat(), (from, to, seedOfPlace) => {
        const doc = openDoc(from)
        typeEverywhere(doc, seedOfPlace)
        edit(doc, { from, to })
        for (const name of ['title', 'summary', 'source'] as const) {
          const text = doc.getText(name).toString()
          expect(text).toContain('TYPED')
          expect(letters(text.replace('TYPED', ''))).toBe(letters(to[name] ?? ''))
        }
        expect(doc.getXmlFragment('body').toString()).toContain('NEW NODE')
        const values = valuesOf(doc)
        expect({ ...values, ...masked }).toEqual({ ...normal(to), ...masked })
        expect((values['items'] as { id: string }[]).filter(({ id }) => id !== 'mine')).toEqual(normal(to)['items'])
      }),
    )
  })

  test('what both have done in the same way is done once', () => {
    fc.assert(
      fc.property(documents, documents, (from, to) => {
        const doc = openDoc(from)
        edit(doc, { from, to })
        edit(doc, { from, to })
        expect(valuesOf(doc)).toEqual(normal(to))
      }),
    )
  })

  test('a plain value that is newer stays where that is asked for, and otherwise gives way', () => {
    const doc = openDoc({ count: 1 })
    doc.getMap('fields').set('count', 2)
    edit(doc, { from: { count: 1 }, to: { count: 3 }, newer: 'stays' })
    expect(doc.getMap('fields').get('count')).toBe(2)
    edit(doc, { from: { count: 1 }, to: { count: 3 } })
    expect(doc.getMap('fields').get('count')).toBe(3)
  })
})

const letters = (text: string): string => text.replaceAll(/\s/g, '')

/** The fields that `typeEverywhere` writes into. */
const masked = { title: 0, summary: 0, source: 0, body: 0, items: 0 }

function typeEverywhere(doc: Y.Doc, seedOfPlace: number): void {
  for (const name of ['title', 'summary', 'source']) {
    const text = doc.getText(name)
    const spaces = [...text.toString().matchAll(/ /g)].map(({ index }) => index + 1)
    text.insert([0, ...spaces][seedOfPlace % (spaces.length + 1)] ?? 0, 'TYPED ')
  }
  const body = doc.getXmlFragment('body')
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText('NEW NODE')])
  body.insert(seedOfPlace % (body.length + 1), [paragraph])
  const row = new Y.Map<unknown>([['id', 'mine']])
  const items = doc.getArray('items')
  items.insert(seedOfPlace % (items.length + 1), [row])
  row.set('label', new Y.Text('TYPED'))
}
