import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seed, writeBack } from '../src/index.ts'
import { reconcile } from '../src/lifecycle/reconcile.ts'
import { storedState, tell } from '../src/lifecycle/server-map.ts'
import { commonInsertions, withInsertions } from '../src/text/common-insertions.ts'
import { valuesOf } from './documents.ts'
import { shape } from './every-field.ts'

interface Page {
  title: string
  seo: { label: string }
  items: { id: string; label: string }[]
  layout: { id: string; blockType: 'quote'; text: string }[]
  body: { type: 'doc'; content: { type: 'paragraph'; content: { type: 'text'; text: string }[] }[] }
}

/** Words end as those that are put in do: letters in common are no words in common. */
const base: Page & { id: string } = {
  id: '1',
  title: 'onez twoz threez ',
  seo: { label: 'fourz fivez ' },
  items: [
    { id: 'a', label: 'sixz sevenz ' },
    { id: 'b', label: 'eightz ' },
  ],
  layout: [{ id: 'q', blockType: 'quote', text: 'ninez ' }],
  body: { type: 'doc', content: ['tenz elevenz ', 'twelvez '].map(paragraph) },
}

function paragraph(text: string): Page['body']['content'][number] {
  return { type: 'paragraph', content: [{ type: 'text', text }] }
}

/** Somebody puts a word in. */
interface Put {
  readonly into: 'title' | 'seo' | 'row' | 'block' | 'new row' | 'paragraph' | 'new paragraph'
  /** From 0 to 1: where. */
  readonly at: number
}

const puts = fc.array(
  fc.record({
    into: fc.constantFrom<Put['into']>('title', 'seo', 'row', 'block', 'new row', 'paragraph', 'new paragraph'),
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
  }),
  { maxLength: 4 },
)

function put(page: Page, { into, at }: Put, word: string): void {
  const one = <T>(list: readonly T[]): T => list[Math.floor(at * list.length)] as T
  const typed = (text: string): string => {
    const places = [0, ...[...text.matchAll(/ /g)].map(({ index }) => index + 1)]
    const place = one(places)
    return `${text.slice(0, place)}${word} ${text.slice(place)}`
  }
  switch (into) {
    case 'title':
      page.title = typed(page.title)
      return
    case 'seo':
      page.seo.label = typed(page.seo.label)
      return
    case 'row':
      one(page.items).label = typed(one(page.items).label)
      return
    case 'block':
      one(page.layout).text = typed(one(page.layout).text)
      return
    case 'new row':
      page.items.splice(Math.floor(at * 3), 0, { id: `row ${word.slice(1, -1)}`, label: `${word} ` })
      return
    case 'paragraph': {
      const [text] = one(page.body.content).content
      if (text !== undefined) text.text = typed(text.text)
      return
    }
    case 'new paragraph':
      page.body.content.splice(Math.floor(at * 3), 0, paragraph(`${word} `))
  }
}

test('what a store wrote into the row is there once, though the process ended before the document knew', () => {
  fc.assert(
    fc.property(puts, puts, puts, (stored, then, meanwhile) => {
      let words = 0
      const edited = (page: Page, edits: readonly Put[]): Page => {
        const copy = structuredClone(page)
        for (const edit of edits) put(copy, edit, `w${words++}z`)
        return copy
      }
      const atStore = edited(base, stored)
      const theirs = edited(atStore, then)
      const ours = edited(atStore, meanwhile)

      const doc = new Y.Doc()
      Y.applyUpdate(
        doc,
        seed(shape, { ...base }, (made) => tell(made, storedState(shape, { ...base }))),
      )
      writeBack(shape, doc, { from: { ...base }, to: { ...ours } })
      const bases = new Map(Object.entries(base).map(([field, value]) => [field, [value]]))
      doc.transact(() => reconcile(shape, doc, { stored: { ...theirs }, bases }))

      const found = JSON.stringify(valuesOf(doc)).match(/w\d+z/g) ?? []
      expect(found.toSorted()).toEqual(Array.from({ length: words }, (_, word) => `w${word}z`).toSorted())
    }),
    { numRuns: 300 },
  )
})

test('what was put in by both is found, whatever else they did', () => {
  const common = (was: string, ours: string, theirs: string): string =>
    withInsertions(was, commonInsertions(was, ours, theirs))
  expect(common('w0z ', 'w0z w12z w13z ', 'w0z w12z ')).toBe('w0z w12z ')
  expect(common('one two ', 'one new two ', 'w1z one new two ')).toBe('one new two ')
  expect(common('one two', 'one new two', 'one new newer two')).toBe('one new two')
  expect(common('one two', 'one mine two', 'one theirs two')).toBe('one two')
  // Words do not run into each other where one was put in the place of another.
  expect(common('one two ', 'new one two ', 'new two ')).toBe('new one two ')
})
