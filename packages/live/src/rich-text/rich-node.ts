import type * as Y from 'yjs'
import { canonicalJson } from '../canonical-json.ts'

export type Attrs = Readonly<Record<string, unknown>>

export interface Mark {
  readonly type: string
  readonly attrs: Attrs
}

/** Text with the same marks all over. */
export interface Span {
  readonly text: string
  readonly marks: readonly Mark[]
}

/** Neighbouring texts of a node: one whole, whatever number of Yjs types it is in. */
export interface Run {
  readonly kind: 'run'
  readonly spans: readonly Span[]
  /** Equal nodes have equal keys. */
  readonly key: string
  readonly source?: { readonly index: number; readonly texts: readonly Y.XmlText[] }
}

export interface Element {
  readonly kind: 'element'
  readonly type: string
  readonly attrs: Attrs
  readonly children: readonly RichNode[]
  readonly key: string
  readonly source?: { readonly index: number; readonly element: Y.XmlElement }
}

/** A node of rich text, in the one form of all that mean the same. `source` is where it is in a `Y.Doc`. */
export type RichNode = Run | Element

/** What stands in a text for something in it that is no text. */
export const embedded = '\uFFFC'

export function toElement(parts: Omit<Element, 'kind' | 'key'>): Element {
  const { type, attrs, children } = parts
  const inside = children.map(({ key }) => key).join('')
  return { kind: 'element', ...parts, key: `<${canonicalJson([type, attrs])}>${inside}</>` }
}

/** @returns nothing when there is no text */
export function toRun(spans: readonly Span[], source?: Run['source']): Run | undefined {
  const joined = joinSpans(spans)
  if (joined.length === 0) return undefined
  const key = canonicalJson(joined.map(({ text, marks }) => [text, marks.map(({ type, attrs }) => [type, attrs])]))
  return { kind: 'run', spans: joined, key, ...(source === undefined ? {} : { source }) }
}

export const textOfRun = ({ spans }: Run): string => spans.map(({ text }) => text).join('')

export const keyOfMark = ({ type, attrs }: Mark): string => canonicalJson([type, attrs])

/** In the order of their keys, each once: an editor sorts them by its schema. */
export function sortMarks(marks: readonly Mark[]): Mark[] {
  const byKey = new Map(marks.map((mark) => [keyOfMark(mark), mark]))
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, mark]) => mark)
}

export const hasSameMarks = (one: readonly Mark[], other: readonly Mark[]): boolean =>
  one.length === other.length && one.every((mark, index) => keyOfMark(mark) === keyOfMark(other[index] ?? mark))

function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { text, marks } of spans) {
    const last = joined.at(-1)
    if (text === '') continue
    if (last !== undefined && hasSameMarks(last.marks, marks)) {
      joined[joined.length - 1] = { text: last.text + text, marks }
    } else joined.push({ text, marks })
  }
  return joined
}
