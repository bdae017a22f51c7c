import type * as Y from 'yjs'
import type { Ranges } from './parts.ts'

/** An edit of a client, in one transaction. `n` counts the edits of a client, so client and `n` are unique. */
export interface Operation {
  readonly kind: 'insert' | 'delete'
  /** What is inserted in a map, an array and a text, or deleted from all three. */
  readonly token: string
  readonly document: string
  readonly author: string
  /** What the edit adds and deletes in Yjs' own terms. */
  structs: Ranges
  deletions: Ranges
  /** Milliseconds since the harness began; `undefined`: not yet. */
  readonly madeAt: number
  sentAt: number | undefined
  /** When its sender was told that the server has it for good. */
  acknowledgedAt: number | undefined
  /** When a state vector or a step 2 of the server told somebody that the server has it. */
  toldAt: number | undefined
  refusedAt: number | undefined
  /** When the checker has found it on disk. */
  foundAt: number | undefined
}

/** What one document says about tokens. */
export interface Content {
  readonly map: ReadonlySet<string>
  readonly array: readonly string[]
  readonly text: readonly string[]
}

export function contentOf(document: Y.Doc): Content {
  return {
    map: new Set(document.getMap('map').keys()),
    array: document.getArray<string>('array').toArray(),
    text: textTokens(document.getText('text').toString()),
  }
}

/** The same edit in a map, an array and a text, at places that depend on `where` (0 to 1). */
export function insertToken(document: Y.Doc, token: string, where: number): void {
  const [map, array, text] = [document.getMap('map'), document.getArray<string>('array'), document.getText('text')]
  map.set(token, token)
  array.insert(Math.floor(where * array.length), [token])
  const tokens = textTokens(text.toString())
  const before = tokens.slice(0, Math.floor(where * tokens.length))
  text.insert(
    before.reduce((length, each) => length + each.length, 0),
    token,
  )
}

export function deleteToken(document: Y.Doc, token: string): void {
  const [map, array, text] = [document.getMap('map'), document.getArray<string>('array'), document.getText('text')]
  map.delete(token)
  const index = array.toArray().indexOf(token)
  if (index >= 0) array.delete(index, 1)
  const at = text.toString().indexOf(token)
  if (at >= 0) text.delete(at, token.length)
}

/** `<author.n>`: none is part of another, and a text of them falls apart into them. */
export const tokenOf = (author: string, n: number): string => `<${author}.${n}>`

const textTokens = (text: string): string[] => text.match(/<[^>]*>?|[^<]+/g) ?? []
