import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { calls } from './idle-handlers.ts'

/** What a server of the benchmark is started with. */
export interface ServerOptions {
  /** Crochet: where its journal lies. */
  readonly journal?: string
  /** Hocuspocus: the file with the bytes of each document whose name begins with "stored". */
  readonly stored?: string
  /** Extensions with handlers that do nothing on `onChange` and `beforeHandleMessage`. */
  readonly handlers?: number
  /** Reads the text of a document as soon as it is loaded. */
  readonly readsText?: boolean
}

/** What it tells the process that started it. */
export type Answer =
  | { readonly type: 'listening'; readonly port: number }
  | {
      readonly type: 'usage'
      readonly cpu: number
      readonly resident: number
      readonly peak: number
      readonly calls: number
    }

export const options: ServerOptions = JSON.parse(process.argv[2] ?? '{}') as ServerOptions

/** Tells the port, then answers until it is told to stop; ends with the process that started it. */
export function attend(port: number, stop: () => unknown): void {
  process.on('disconnect', () => process.exit(0))
  process.on('message', (question) => void answer(question, stop))
  send({ type: 'listening', port })
}

async function answer(question: unknown, stop: () => unknown): Promise<void> {
  if (question === 'stop') {
    await stop()
    process.exit(0)
  }
  if (question === 'usage of live') await collectGarbage()
  const { user, system } = process.cpuUsage()
  const resident = process.memoryUsage.rss()
  const peak = Math.max(resident, highWater())
  send({ type: 'usage', cpu: (user + system) / 1e6, resident, peak, calls: calls.total })
}

/** Most memory it has had, in bytes. Where Linux tells it; `maxRSS` also counts the process that this one was forked from. */
function highWater(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) * 1024
}

/**
 * Several times, with turns between: what is freed in one collection lets go of more. As a last resort: V8 then also gives back the
 * pages that it keeps for later, of which one server would otherwise happen to have more than another.
 */
async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await delay(100)
  }
}

const send = (message: Answer): void => void process.send?.(message)
