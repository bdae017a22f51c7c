import { join } from 'node:path'
import type { CollectionConfig, Content } from '@crochet/content'
import type { Question } from '../../question.ts'
import { median } from '../../statistics.ts'
import { openContent, posts } from '../contenders/crochet.ts'
import { timed } from '../measure.ts'
import { post } from '../post.ts'

const handlers = 20
const kinds = ['sync', 'async'] as const
const operations = ['findByID', 'update'] as const

/** Where the handlers are: shared out evenly over the points of the operation. */
const points = {
  findByID: ['beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation'],
  update: ['beforeOperation', 'beforeValidate', 'beforeChange', 'afterChange', 'afterOperation'],
} as const

type Operation = (typeof operations)[number]
type Kind = (typeof kinds)[number]

export const hooks: Question = {
  name: 'hooks',
  asks: `${handlers} handlers that do nothing: what do they add to an operation?`,
  method: `Collections of one engine with and without ${handlers} handlers, under load in turns; the median of the differences between turns next to each other. Handlers are four on each of five hook points of the operation (${points.findByID.join(', ')}; ${points.update.join(', ')}), each a function of its own, and count their calls.`,
  contenders: ['crochet'],
  rows: operations.flatMap((operation) => [
    { key: `${operation} without`, label: `${operation}, no handlers`, unit: 'µs' },
    ...kinds.map((kind) => ({
      key: `${operation} ${kind}`,
      label: `${operation}, ${handlers} ${kind} handlers: added`,
      unit: '%',
      bars: [{ most: 10 }],
    })),
  ]),

  async measure(_contender, session) {
    const collections = operations.flatMap((operation) =>
      [undefined, ...kinds].map((kind): CollectionConfig => ({
        ...posts,
        slug: `${operation}-${kind ?? 'without'}`.toLowerCase(),
        hooks: kind === undefined ? {} : idle(operation, kind),
      })),
    )
    const { content, close } = await openContent(join(await session.scratch(), 'crochet.db'), collections)
    const readings: Record<string, number> = {}
    for (const operation of operations) {
      const sizes = { turns: session.quick ? 10 : 40, calls: operation === 'update' ? 50 : 1_000 }
      const { without, added } = await compare(content, operation, sizes)
      readings[`${operation} without`] = without
      for (const kind of kinds) readings[`${operation} ${kind}`] = added[kind]
    }
    await close()
    return readings
  },
}

/** @returns microseconds of a call without handlers, and what handlers add, in percent */
async function compare(
  content: Content,
  operation: Operation,
  { turns, calls }: { turns: number; calls: number },
): Promise<{ without: number; added: Record<Kind, number> }> {
  const contenders = await Promise.all(['without', ...kinds].map((kind) => caller(content, operation, kind)))
  for (const call of contenders) for (let warm = 0; warm < calls; warm++) await call()
  const times: number[][] = contenders.map(() => [])
  for (let turn = 0; turn < turns; turn++) {
    // Whoever is first in one turn is last in the next.
    const order = turn % 2 === 0 ? [0, 1, 2] : [2, 1, 0]
    for (const which of order) {
      const call = contenders[which] ?? ((): void => undefined)
      times[which]?.push(
        await timed(async () => {
          for (let again = 0; again < calls; again++) await call()
        }),
      )
    }
  }
  checkCalls(operation, calls * (turns + 1))
  const [bare = [], ...handled] = times
  const added = handled.map((some) => median(some.map((time, turn) => (time / (bare[turn] ?? 1) - 1) * 100)))
  return { without: (median(bare) / calls) * 1_000, added: { sync: added[0] ?? NaN, async: added[1] ?? NaN } }
}

async function caller(content: Content, operation: Operation, kind: string): Promise<() => unknown> {
  const collection = `${operation}-${kind}`.toLowerCase()
  const { id } = await content.create({ collection, data: { ...post(1) } })
  countOf(operation, kind).calls = 0
  let views = 0
  return operation === 'findByID'
    ? () => content.findByID({ collection, id })
    : () => content.update({ collection, id, data: { views: views++ } })
}

/** An object for each kind of handler, so that counting is one addition: what is measured is the calls, not the counting. */
const counts = new Map<string, { calls: number }>()

function countOf(operation: Operation, kind: string): { calls: number } {
  const name = `${operation}-${kind}`
  const count = counts.get(name) ?? { calls: 0 }
  counts.set(name, count)
  return count
}

function idle(operation: Operation, kind: Kind): NonNullable<CollectionConfig['hooks']> {
  const count = countOf(operation, kind)
  const handler = (): (() => void) | (() => Promise<void>) =>
    kind === 'sync' ? () => void count.calls++ : async () => void count.calls++
  const each = handlers / points[operation].length
  return Object.fromEntries(points[operation].map((point) => [point, Array.from({ length: each }, handler)]))
}

function checkCalls(operation: Operation, calls: number): void {
  for (const kind of kinds) {
    const { calls: count } = countOf(operation, kind)
    if (count !== calls * handlers) throw new Error(`${count} handlers were called in ${calls} times ${operation}`)
  }
}
