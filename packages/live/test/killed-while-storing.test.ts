import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { seed, writeBack } from '../src/index.ts'
import { changedFields } from '../src/changed-fields.ts'
import { markOf, type Attempt } from '../src/lifecycle/attempt.ts'
import { reconcile } from '../src/lifecycle/reconcile.ts'
import { storedState, tell } from '../src/lifecycle/server-map.ts'
import { valuesOf } from './documents.ts'
import { shape } from './every-field.ts'

interface Page {
  title: string
  seo: { label: string }
  items: { id: string; label: string }[]
  layout: { id: string; blockType: 'quote'; text: string }[]
  body: { type: 'doc'; content: { type: 'paragraph'; content: { type: 'text'; text: string }[] }[] }
}

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

/** Somebody removes a word of the title. */
interface Erasure {
  readonly erase: string
}

type Edit = Put | Erasure

const put = fc.record({
  into: fc.constantFrom<Put['into']>('title', 'seo', 'row', 'block', 'new row', 'paragraph', 'new paragraph'),
  at: fc.double({ min: 0, max: 0.999, noNaN: true }),
})
const titleWords = ['onez', 'twoz', 'threez']
const erasure = fc.record({ erase: fc.constantFrom(...titleWords) })

function putInto(page: Page, { into, at }: Put, word: string): void {
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

const edits = fc.array(fc.oneof({ weight: 3, arbitrary: put }, { weight: 1, arbitrary: erasure }), { maxLength: 4 })

test('what a store wrote into the row is there once, and what it removed is gone, though the process ended before the document knew', () => {
  fc.assert(
    fc.property(fc.tuple(edits, edits, edits), fc.boolean(), ([stored, then, meanwhile], isKnown) => {
      let words = 0
      const edited = (page: Page, list: readonly Edit[]): Page => {
        const copy = structuredClone(page)
        for (const edit of list) {
          if ('erase' in edit) copy.title = copy.title.replace(`${edit.erase} `, '')
          else putInto(copy, edit, `w${words++}z`)
        }
        return copy
      }
      const atStore = edited(base, stored)
      const row = edited(atStore, then)
      const ours = edited(atStore, meanwhile)

      const doc = new Y.Doc()
      Y.applyUpdate(
        doc,
        seed(shape, { ...base }, (made) => tell(made, storedState(shape, { ...base }))),
      )
      writeBack(shape, doc, { from: { ...base }, to: { ...atStore } })
      const attempt = attemptOn(doc, base, atStore)
      if (isKnown) tell(doc, { attempt: attempt.id, ...storedState(shape, { ...atStore }) })
      writeBack(shape, doc, { from: { ...atStore }, to: { ...ours } })
      const [mark, was] = [markOf(attempt, 0), isKnown ? atStore : base]
      const bases = new Map(Object.entries(was).map(([field, value]) => [field, [value]]))
      doc.transact(() => reconcile(shape, doc, { stored: { ...row }, mark, left: { bases, attempts: [attempt] } }))

      const found = JSON.stringify(valuesOf(doc)).match(/w\d+z/g) ?? []
      expect(found.toSorted()).toEqual(Array.from({ length: words }, (_, word) => `w${word}z`).toSorted())
      const gone = [...stored, ...then, ...meanwhile].flatMap((edit) => ('erase' in edit ? [edit.erase] : []))
      const left = titleWords.filter((word) => valuesOf(doc)['title']?.toString().includes(word))
      expect(left).toEqual(titleWords.filter((word) => !gone.includes(word)))
    }),
    { numRuns: 300 },
  )
})

/** A store of what has changed in a document. */
function attemptOn(doc: Y.Doc, before: Page, after: Page): Attempt {
  const fields = Object.keys(changedFields(shape, { ...before }, { ...after }))
  const values = valuesOf(doc)
  return { id: 'a', shares: [fields], values: Object.fromEntries(fields.map((field) => [field, values[field]])) }
}
