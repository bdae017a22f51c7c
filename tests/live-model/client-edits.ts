import * as Y from 'yjs'
import type { Random } from '../crash/random.ts'
import { forbiddenWord, spamAddress } from './things.ts'
import { placesIn, wordsIn, type Words } from './words.ts'

/** Somebody who edits in a shared document. */
export interface Editing {
  readonly doc: Y.Doc
  readonly random: Random
  readonly words: Words
  readonly by: string
}

/** What somebody does in a shared document. @returns the words that it has written */
type Edit = (editing: Editing) => string[]

/** A text that words can be put into, and what they go with when it goes. */
export interface Spot {
  readonly home: string
  readonly text: Y.Text
}

export const rowsOf = (doc: Y.Doc, name: string): Y.Array<Y.Map<unknown>> => doc.getArray(name)

export const homeOf = (name: string, row: Y.Map<unknown>): string => `${name}/${String(row.get('id'))}`

function spotsIn(doc: Y.Doc): Spot[] {
  const named = ['title', 'summary', 'source', 'left', 'loose'].map((home) => ({ home, text: doc.getText(home) }))
  const seo = doc.getMap('seo')
  const more = seo.get('more')
  const inside = [
    { home: 'seo', text: seo.get('label') },
    { home: 'seo', text: more instanceof Y.Map ? more.get('hint') : undefined },
    { home: 'meta', text: doc.getMap('meta').get('alt') },
    ...['items', 'layout'].flatMap((name) =>
      rowsOf(doc, name).map((row) => ({ home: homeOf(name, row), text: row.get('label') ?? row.get('text') })),
    ),
  ]
  const fragments = [
    // Goes with the paragraph that it is typed into, as letters in rows do with their row.
    { home: 'body/typed', fragment: doc.getXmlFragment('body') as unknown },
    ...rowsOf(doc, 'items').map((row) => ({ home: homeOf('items', row), fragment: row.get('note') })),
  ]
  const rich = fragments.flatMap(({ home, fragment }) =>
    (fragment instanceof Y.XmlFragment ? textsIn(fragment) : []).map((text) => ({ home, text })),
  )
  return [...named, ...inside, ...rich].filter((spot): spot is Spot => spot.text instanceof Y.Text)
}

const textsIn = (fragment: Y.XmlFragment): Y.XmlText[] =>
  fragment.toArray().flatMap((child) => (child instanceof Y.XmlElement ? (child.toArray() as Y.XmlText[]) : []))

export const plain = (text: Y.Text): string =>
  (text.toDelta() as { insert: string }[]).map(({ insert }) => insert).join('')

/** Half of all words come to the same text, so that people and programs meet there. */
export const pickSpot = <T>(random: Random, spots: readonly T[]): T =>
  random.pick(random.chance(0.5) ? spots.slice(0, 1) : spots)

/** @returns the word */
export function typeInto({ home, text }: Spot, { random, words, by }: Omit<Editing, 'doc'>): string {
  const token = words.make(by, home)
  // A letter at a time, as people do, or at once.
  const place = random.pick(placesIn(plain(text)))
  if (random.chance(0.5)) text.insert(place, `${token} `)
  else for (const [index, letter] of [...`${token} `].entries()) text.insert(place + index, letter)
  return token
}

export const clientEdits = {
  type({ doc, random, words, by }) {
    return [typeInto(pickSpot(random, spotsIn(doc)), { random, words, by })]
  },

  erase({ doc, random, words }) {
    const { text } = random.pick(spotsIn(doc))
    const there = wordsIn(plain(text))
    if (there.length === 0) return []
    const { at, word } = random.pick(there)
    words.remove(word)
    text.delete(at, word.length)
    return []
  },

  paragraph({ doc, random, words, by }) {
    const fragment = doc.getXmlFragment('body')
    const token = words.make(by, 'body')
    const element = new Y.XmlElement('paragraph')
    element.insert(0, [new Y.XmlText(`${token} `)])
    fragment.insert(random.between(0, fragment.length), [element])
    return [token]
  },

  bold({ doc, random }) {
    const texts = textsIn(doc.getXmlFragment('body'))
    if (texts.length === 0) return []
    const text = random.pick(texts)
    const there = wordsIn(plain(text))
    if (there.length === 0) return []
    const { at, word } = random.pick(there)
    text.format(at, word.length, { [random.pick(['bold', 'italic'])]: random.chance(0.8) ? {} : null })
    return []
  },

  value({ doc, random }) {
    const [name, value] = random.pick(valuesFor(random))
    if (name === 'seo.price') doc.getMap('seo').set('price', value)
    else if (value === null) doc.getMap('fields').delete(name)
    else doc.getMap('fields').set(name, value)
    return []
  },

  phone({ doc, random }) {
    const text = doc.getText('phone')
    doc.transact(() => {
      text.delete(0, text.length)
      text.insert(0, `+49 (${random.between(30, 99)}) ${random.between(100, 999)}-${random.between(0, 99)}`)
    })
    return []
  },

  addRow({ doc, random, words, by }) {
    const name = random.pick(['items', 'layout'])
    const rows = rowsOf(doc, name)
    const id = `${by}-${random.between(0, 1e9)}`
    const token = words.make(by, `${name}/${id}`)
    const isQuote = name === 'layout' && random.chance(0.5)
    const entries: [string, unknown][] = [
      ['id', id],
      [isQuote ? 'text' : 'label', new Y.Text(`${token} `)],
    ]
    if (name === 'layout') entries.push(['blockType', isQuote ? 'quote' : 'figure'])
    if (!isQuote) entries.push(['price', random.between(0, 99)])
    rows.insert(random.between(0, rows.length), [new Y.Map(entries)])
    return [token]
  },

  removeRow({ doc, random, words }) {
    const name = random.pick(['items', 'layout'])
    const rows = rowsOf(doc, name)
    if (rows.length === 0) return []
    const index = random.between(0, rows.length - 1)
    words.removeHome(homeOf(name, rows.get(index)))
    rows.delete(index)
    return []
  },

  price({ doc, random }) {
    const rows = rowsOf(doc, 'items')
    if (rows.length > 0) rows.get(random.between(0, rows.length - 1)).set('price', random.between(0, 99))
    return []
  },

  /** Something that a rule or a hook refuses. */
  spoil({ doc, random }) {
    const summary = doc.getText('summary')
    random.pick([
      () => doc.getMap('fields').set('mail', spamAddress),
      () => doc.getMap('seo').set('price', -random.between(1, 9)),
      () => summary.insert(0, `${forbiddenWord} `),
    ])()
    return []
  },

  mend({ doc }) {
    mend(doc)
    return []
  },
} satisfies Record<string, Edit>

export type ClientEdit = keyof typeof clientEdits

/** Takes out all that is refused. */
export function mend(doc: Y.Doc): void {
  doc.transact(() => {
    const fields = doc.getMap('fields')
    if (fields.get('mail') === spamAddress) fields.set('mail', 'a@b.example')
    const seo = doc.getMap('seo')
    if (Number(seo.get('price')) < 0) seo.set('price', 0)
    const summary = doc.getText('summary')
    for (let at = summary.toString().indexOf(forbiddenWord); at >= 0; at = summary.toString().indexOf(forbiddenWord)) {
      summary.delete(at, forbiddenWord.length)
    }
  })
}

/** Plain values of every kind, by name. */
export function valuesFor(random: Random): [string, unknown][] {
  const number = random.between(0, 1000)
  return [
    ['count', number],
    ['done', random.chance(0.5)],
    ['day', new Date(number * 864e5).toISOString()],
    ['status', random.pick(['draft', 'published', 'gone', null])],
    ['size', random.pick(['s', 'm', 'l'])],
    ['mail', `m${number}@b.example`],
    ['slug', `slug-${number}`],
    ['tags', Array.from({ length: random.between(0, 3) }, (_, index) => `tag${number + index}`)],
    ['extra', random.pick([{ a: number, b: [number, null] }, [number], 'text', null])],
    ['place', [random.between(-90, 90), number / 12]],
    ['seo.price', number],
  ]
}
