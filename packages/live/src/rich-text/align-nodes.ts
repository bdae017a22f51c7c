import { diffLists } from '../text/diff-lists.ts'
import { textOfRun, type RichNode } from './rich-node.ts'

/** Above so many pairs, nodes are paired in order, not by how similar they are. */
const mostPairs = 2500

/**
 * Which nodes of two lists are the same node: equal ones, and between these those that are most similar.
 *
 * @returns for each node of `from` its place in `to`, ascending; -1 for one that has none
 */
export function alignNodes(from: readonly RichNode[], to: readonly RichNode[]): number[] {
  const pairs = from.map(() => -1)
  let [fromAt, toAt] = [0, 0]
  const keys = (nodes: readonly RichNode[]): string[] => nodes.map(({ key }) => key)
  for (const hunk of [...diffLists(keys(from), keys(to)), endOf(from, to)]) {
    while (fromAt < hunk.fromStart) pairs[fromAt++] = toAt++
    const inner = pairSimilar(from.slice(hunk.fromStart, hunk.fromEnd), to.slice(hunk.toStart, hunk.toEnd))
    for (const [one, other] of inner) pairs[hunk.fromStart + one] = hunk.toStart + other
    fromAt = hunk.fromEnd
    toAt = hunk.toEnd
  }
  return pairs
}

const endOf = (
  from: readonly unknown[],
  to: readonly unknown[],
): Record<'fromStart' | 'fromEnd' | 'toStart' | 'toEnd', number> => ({
  fromStart: from.length,
  fromEnd: from.length,
  toStart: to.length,
  toEnd: to.length,
})

type Pair = readonly [number, number]

function pairSimilar(from: readonly RichNode[], to: readonly RichNode[]): Pair[] {
  if (from.length * to.length > mostPairs) return pairInOrder(from, to)
  const [fromWords, toWords] = [from.map(wordsOf), to.map(wordsOf)]
  const score = (i: number, j: number): number => {
    const [one, other] = [from[i], to[j]]
    if (one === undefined || other === undefined || !canBeSame(one, other)) return 0
    return 0.1 + similarity(fromWords[i] ?? new Map(), toWords[j] ?? new Map())
  }
  // Best sums for what follows `i` and `j`: the longest common subsequence, weighted.
  const best = Array.from({ length: from.length + 1 }, () => new Float64Array(to.length + 1))
  const at = (i: number, j: number): number => best[i]?.[j] ?? 0
  for (let i = from.length - 1; i >= 0; i--) {
    for (let j = to.length - 1; j >= 0; j--) {
      const both = score(i, j)
      const sum = Math.max(at(i + 1, j), at(i, j + 1), both > 0 ? both + at(i + 1, j + 1) : 0)
      best[i]?.fill(sum, j, j + 1)
    }
  }
  const pairs: Pair[] = []
  for (let i = 0, j = 0; i < from.length && j < to.length;) {
    if (at(i, j) === at(i + 1, j)) i++
    else if (at(i, j) === at(i, j + 1)) j++
    else pairs.push([i++, j++])
  }
  return pairs
}

function pairInOrder(from: readonly RichNode[], to: readonly RichNode[]): Pair[] {
  const pairs: Pair[] = []
  let j = 0
  for (const [i, one] of from.entries()) {
    const other = to[j]
    if (other === undefined) break
    if (canBeSame(one, other)) pairs.push([i, j++])
  }
  return pairs
}

/** The name of a Yjs element cannot change. */
const canBeSame = (one: RichNode, other: RichNode): boolean =>
  one.kind === 'run' ? other.kind === 'run' : other.kind === 'element' && one.type === other.type

type Words = ReadonlyMap<string, number>

function wordsOf(node: RichNode): Words {
  const words = new Map<string, number>()
  for (const word of textIn(node).split(/\s+/)) if (word !== '') words.set(word, (words.get(word) ?? 0) + 1)
  return words
}

const textIn = (node: RichNode): string => (node.kind === 'run' ? textOfRun(node) : node.children.map(textIn).join(' '))

/** From 0, no word in common, to 1 (Dice). */
function similarity(one: Words, other: Words): number {
  const count = (words: Words): number => [...words.values()].reduce((sum, number) => sum + number, 0)
  const all = count(one) + count(other)
  let common = 0
  for (const [word, number] of one) common += Math.min(number, other.get(word) ?? 0)
  return all === 0 ? 0.5 : (2 * common) / all
}
