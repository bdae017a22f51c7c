import type { Random } from '../crash/random.ts'
import { forbiddenWord } from './things.ts'
import { pickSpot, valuesFor } from './client-edits.ts'
import { textOf } from './view.ts'
import { placesIn, wordsIn, type Words } from './words.ts'

/** A document as REST answers it. */
export interface Thing extends Record<string, unknown> {
  readonly updatedAt: string
}

/** A change that a writer sends, and the words that it brings. */
export interface Change {
  readonly data: Record<string, unknown>
  readonly tokens: readonly string[]
  /** Told to the model once it is taken. */
  readonly done?: () => void
  /** It is sure to be refused. */
  readonly isBad?: boolean
}

interface Writing {
  readonly thing: Thing
  readonly random: Random
  readonly words: Words
  readonly by: string
}

interface Row extends Record<string, unknown> {
  id: string
}

/** A text inside a copy of the document, and how it becomes another one. */
interface Spot {
  readonly home: string
  readonly field: string
  readonly text: string
  readonly set: (text: string) => void
}

type Level = Record<string, unknown>

function spotsIn(copy: Level): Spot[] {
  // oxlint-disable-next-line max-params -- where it is, and where in that
  const spot = (home: string, field: string, level: Level, name: string): Spot[] => {
    const held = level[name]
    if (held !== null && held !== undefined && typeof held !== 'string') return []
    return [{ home, field, text: held ?? '', set: (text) => (level[name] = text) }]
  }
  const seo = copy['seo'] as Level
  return [
    ...['title', 'summary', 'source', 'left', 'loose', 'verdict'].flatMap((name) => spot(name, name, copy, name)),
    ...spot('seo', 'seo', seo, 'label'),
    ...spot('seo', 'seo', seo['more'] as Level, 'hint'),
    ...spot('meta', 'meta', copy['meta'] as Level, 'alt'),
    ...rowsIn(copy, 'items').flatMap((row) => [
      ...spot(`items/${row.id}`, 'items', row, 'label'),
      ...spot(`items/${row.id}`, 'items', row, 'stamp'),
      ...runsIn(row['note']).flatMap((run) => spot(`items/${row.id}`, 'items', run, 'text')),
    ]),
    ...rowsIn(copy, 'layout').flatMap((row) =>
      spot(`layout/${row.id}`, 'layout', row, row['blockType'] === 'quote' ? 'text' : 'label'),
    ),
    ...runsIn(copy['body']).flatMap((run) => spot('body', 'body', run, 'text')),
  ]
}

const rowsIn = (copy: Level, name: string): Row[] => (copy[name] ?? []) as Row[]

/** The runs of letters in rich text. */
function runsIn(rich: unknown): Level[] {
  const blocks = ((rich as { content?: { content?: Level[] }[] } | null)?.content ?? []).map(({ content }) => content)
  return blocks.flatMap((content) => content ?? []).filter(({ type }) => type === 'text')
}

const paragraph = (token: string): object => ({ type: 'paragraph', content: [{ type: 'text', text: `${token} ` }] })

export const writerEdits = {
  type({ thing, random, words, by }) {
    const copy = structuredClone(thing)
    const { home, field, text, set } = pickSpot(random, spotsIn(copy))
    const token = words.make(by, home)
    const place = random.pick(placesIn(text))
    set(`${text.slice(0, place)}${token} ${text.slice(place)}`)
    return { data: { [field]: copy[field] }, tokens: [token] }
  },

  erase({ thing, random, words }) {
    const copy = structuredClone(thing)
    const { field, text, set } = random.pick(spotsIn(copy))
    const there = wordsIn(text)
    // A run of letters in rich text is never empty.
    if (there.length < 2) return { data: {}, tokens: [] }
    const { at, word } = random.pick(there)
    words.remove(word)
    set(text.slice(0, at) + text.slice(at + word.length))
    return { data: { [field]: copy[field] }, tokens: [] }
  },

  paragraph({ thing, random, words, by }) {
    const token = words.make(by, 'body')
    const content = [...((thing['body'] as { content?: object[] } | null)?.content ?? [])]
    content.splice(random.between(0, content.length), 0, paragraph(token))
    return { data: { body: { type: 'doc', content } }, tokens: [token] }
  },

  removeParagraph({ thing, random, words }) {
    const content = [...((thing['body'] as { content?: object[] } | null)?.content ?? [])]
    if (content.length === 0) return { data: {}, tokens: [] }
    const gone = content.splice(random.between(0, content.length - 1), 1)
    words.remove(textOf(gone))
    words.removeHome('body/typed')
    return { data: { body: { type: 'doc', content } }, tokens: [] }
  },

  values({ random }) {
    const some = valuesFor(random).filter(([name]) => !name.includes('.') && random.chance(0.3))
    return { data: Object.fromEntries(some), tokens: [] }
  },

  phone({ random }) {
    return { data: { phone: `0${random.between(10, 99)}/${random.between(100, 999)}` }, tokens: [] }
  },

  clear({ thing, random, words }) {
    const field = random.pick(['title', 'summary', 'loose'])
    words.clear(field, String(thing[field] ?? ''))
    return { data: { [field]: null }, tokens: [] }
  },

  addRow({ thing, random, words, by }) {
    const field = random.pick(['items', 'layout'])
    const id = `${by}-${random.between(0, 1e9)}`
    const token = words.make(by, `${field}/${id}`)
    const rows = [...rowsIn(thing, field)]
    const row = field === 'items' ? { label: `${token} `, price: 1 } : { blockType: 'quote', text: `${token} ` }
    rows.splice(random.between(0, rows.length), 0, { id, ...row })
    return { data: { [field]: rows }, tokens: [token] }
  },

  removeRow({ thing, random, words }) {
    const field = random.pick(['items', 'layout'])
    const rows = [...rowsIn(thing, field)]
    if (rows.length === 0) return { data: {}, tokens: [] }
    const [gone] = rows.splice(random.between(0, rows.length - 1), 1)
    words.removeHome(`${field}/${String(gone?.id)}`)
    return { data: { [field]: rows }, tokens: [] }
  },

  moveRow({ thing, random, words }) {
    const rows = [...rowsIn(thing, 'items')]
    const [row] = rows.splice(random.between(0, Math.max(0, rows.length - 1)), 1)
    if (row === undefined) return { data: {}, tokens: [] }
    words.moveHome(`items/${row.id}`)
    for (const { id } of rows) words.moveHome(`items/${id}`)
    rows.splice(random.between(0, rows.length), 0, row)
    return { data: { items: rows }, tokens: [] }
  },

  /** By somebody who may not update it. */
  overreach({ thing, words, by }) {
    const token = words.make(by, 'verdict')
    return {
      data: { loose: null, verdict: `${String(thing['verdict'] ?? '')}${token} ` },
      tokens: [token],
      isBad: true,
    }
  },

  bad({ thing, words, by }) {
    const token = words.make(by, 'summary')
    const summary = `${String(thing['summary'] ?? '')}${token} ${forbiddenWord} `
    return { data: { summary }, tokens: [token], isBad: true }
  },
} satisfies Record<string, (writing: Writing) => Change>

export type WriterEdit = keyof typeof writerEdits
