import { isRecord } from './is-record.ts'

/** One run of one hook handler on the server. */
export interface HookRun {
  /** Counts from 1 in the order of arrival; 0 is never used. */
  number: number
  hook: string
  handler: string
  operation: string
  /** Milliseconds. */
  duration: number
  outcome: string
  /** Milliseconds since 1970. */
  at: number
}

export type FeedState = 'connecting' | 'listening' | 'away'

interface Listener {
  onRun: (run: HookRun) => void
  onState: (state: FeedState) => void
}

const retryAfter = 3000
const longestText = 120

/** Listens to the server's stream of hook runs, for as long as the page lives. */
export function listenToHooks(url: string, { onRun, onState }: Listener): void {
  let count = 0

  const open = (): void => {
    const events = new EventSource(url)
    events.addEventListener('open', () => onState('listening'))
    events.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const run = readRun(data, count + 1)
      if (run === undefined) return
      count = run.number
      onRun(run)
    })
    events.addEventListener('error', () => {
      onState('away')
      // After a lost connection the browser tries again by itself; after an answer that is no stream it does not.
      if (events.readyState === EventSource.CLOSED) setTimeout(open, retryAfter)
    })
  }
  onState('connecting')
  open()
}

/** @returns the run that a `data:` line tells of; `undefined` if it tells of something else */
function readRun(line: string, number: number): HookRun | undefined {
  const value = parse(line)
  if (!isRecord(value) || typeof value['hook'] !== 'string') return undefined
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key].slice(0, longestText) : '')
  const amount = (key: string): number => (typeof value[key] === 'number' ? value[key] : 0)
  return {
    number,
    hook: text('hook'),
    handler: text('handler'),
    operation: text('operation'),
    outcome: text('outcome'),
    duration: amount('duration'),
    at: amount('at'),
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
