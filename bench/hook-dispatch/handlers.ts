import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What every handler is given. `weight` is 1: the sum that handlers make of it is the number of their calls. */
export interface Payload {
  readonly weight: number
}

export type Handler = (payload: Payload) => void | Promise<void>
export type HandlerKind = 'sync' | 'async'

export const isAsync = (handler: Handler): boolean => handler.constructor.name === 'AsyncFunction'

export interface Handlers {
  /** Counts the calls of all handlers. */
  readonly calls: { total: number }
  /** The handlers that are measured: the first `count` of 20. */
  measured(kind: HandlerKind, count: number): Handler[]
  /** Those that run before, so that no call site has seen one function only: the first `count` of 8. */
  others(kind: HandlerKind | 'mixed', count: number): Handler[]
}

const measuredCount = 20
const othersCount = 8

/**
 * Writes a module of handlers, each with a source of its own, and imports it. Closures of one function would share what V8
 * learns about them, and would be inlined where the handlers of an application are not.
 */
export async function generateHandlers(): Promise<Handlers> {
  const folder = await mkdtemp(join(tmpdir(), 'hook-dispatch-'))
  try {
    const file = join(folder, 'handlers.mjs')
    await writeFile(file, source())
    const { calls, ...byName } = (await import(pathToFileURL(file).href)) as { calls: { total: number; last: number } }
    const named = byName as Record<string, Handler>
    const pick = (prefix: string, count: number): Handler[] =>
      Array.from({ length: count }, (_, index) => named[`${prefix}${index}`] as Handler)
    return {
      calls,
      measured: (kind, count) => pick(`measured_${kind}_`, count),
      others: (kind, count) =>
        kind === 'mixed'
          ? pick('other_sync_', count).map((handler, index) =>
              index % 3 === 1 ? (pick('other_async_', count)[index] as Handler) : handler,
            )
          : pick(`other_${kind}_`, count),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function source(): string {
  const functions: string[] = []
  for (const [name, count] of [
    ['measured', measuredCount],
    ['other', othersCount],
  ] as const) {
    for (let index = 0; index < count; index++) {
      const body = `(payload) { calls.total += payload.weight; calls.last = ${functions.length} }`
      functions.push(`export function ${name}_sync_${index}${body}`)
      functions.push(`export async function ${name}_async_${index}${body}`)
    }
  }
  return ['export const calls = { total: 0, last: 0 }', ...functions, ''].join('\n')
}
