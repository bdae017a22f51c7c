import type * as Y from 'yjs'
import { keysOfMarks } from './mark-keys.ts'
import { readMarks } from './read-fragment.ts'
import { hasSameMarks, type Mark, type Span } from './rich-node.ts'

interface Part {
  readonly text: Y.XmlText
  readonly at: number
  readonly length: number
}

/** Neighbouring Yjs texts, edited as if they were one. */
export class TextChain {
  readonly #texts: readonly Y.XmlText[]

  constructor(texts: readonly Y.XmlText[]) {
    this.#texts = texts
  }

  delete(at: number, length: number): void {
    for (const part of this.#parts(at, length)) part.text.delete(part.at, part.length)
  }

  /** Inserts texts that have these marks and no others. */
  insert(at: number, spans: readonly Span[]): void {
    let place = at
    for (const text of this.#texts) {
      if (place > text.length) {
        place -= text.length
        continue
      }
      for (const span of spans) {
        text.insert(place, span.text, keysOfMarks(span.marks))
        place += span.text.length
      }
      return
    }
  }

  mark(at: number, length: number, { removed, added }: { removed: readonly Mark[]; added: readonly Mark[] }): void {
    for (const part of this.#parts(at, length)) {
      const gone = keysIn(part.text, removed).map((key) => [key, null])
      part.text.format(part.at, part.length, { ...Object.fromEntries(gone), ...keysOfMarks(added) })
    }
  }

  #parts(at: number, length: number): Part[] {
    const parts: Part[] = []
    let start = 0
    for (const text of this.#texts) {
      const first = Math.max(at, start)
      const last = Math.min(at + length, start + text.length)
      if (first < last) parts.push({ text, at: first - start, length: last - first })
      start += text.length
    }
    return parts
  }
}

/** The attributes by which a text has these marks, whatever they are called there. */
function keysIn(text: Y.XmlText, marks: readonly Mark[]): string[] {
  if (marks.length === 0) return []
  const keys = new Set<string>()
  for (const { attributes = {} } of text.toDelta() as { attributes?: Record<string, unknown> }[]) {
    for (const [key, value] of Object.entries(attributes)) {
      const its = readMarks({ [key]: value })
      if (marks.some((mark) => hasSameMarks([mark], its))) keys.add(key)
    }
  }
  return [...keys]
}
