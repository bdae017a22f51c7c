import * as Y from 'yjs'
import { contentOf } from './operation.ts'

/** @returns where two documents differ, in words; `undefined` when they are the same */
export function difference(one: Y.Doc, other: Y.Doc): string | undefined {
  const [left, right] = [contentOf(one), contentOf(other)]
  const only = [missing(left.map, right.map), missing(right.map, left.map)]
  if (only.some((tokens) => tokens.length > 0)) {
    return `only the one has ${only[0]?.join(' ') || 'nothing'}, only the other ${only[1]?.join(' ') || 'nothing'}`
  }
  if (left.array.join() !== right.array.join()) return 'the arrays differ'
  if (left.text.join('') !== right.text.join('')) return 'the texts differ'
  if (clocks(one) !== clocks(other)) return `the state vectors differ: ${clocks(one)} and ${clocks(other)}`
  return undefined
}

function missing(from: ReadonlySet<string>, other: ReadonlySet<string>): string[] {
  return [...from].filter((token) => !other.has(token)).slice(0, 10)
}

function clocks(document: Y.Doc): string {
  const entries = [...Y.decodeStateVector(Y.encodeStateVector(document))].sort(([one], [other]) => one - other)
  return entries.map(([client, clock]) => `${client}:${clock}`).join(' ')
}
