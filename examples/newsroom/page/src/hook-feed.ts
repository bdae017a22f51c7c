import { isRecord } from './is-record.ts'

/** One run of one hook handler on the server. */
export interface HookRun {
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
/** The last moment a JavaScript date can name; formatting a later one throws. */
const latestDate = 8.64e15

/**
 * Listens to the server's stream of hook runs, for as long as the page lives.
 *
 * @returns a promise that resolves when the server has answered, or is known to be away
 */
export function listenToHooks(url: string, { onRun, onState }: Listener): Promise<void> {
  const answered = Promise.withResolvers<void>()

  const open = (): void => {
    const events = new EventSource(url)
    events.addEventListener('open', () => become('listening'))
    events.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const run = readRun(data)
      if (run !== undefined) onRun(run)
    })
    events.addEventListener('error', () => {
      become('away')
      // After a lost connection the browser tries again by itself; after an answer that is no stream it does not.
      if (events.readyState === EventSource.CLOSED) setTimeout(open, retryAfter)
    })
  }
  const become = (state: FeedState): void => {
    onState(state)
    answered.resolve()
  }
  onState('connecting')
  open()
  return answered.promise
}

/** @returns the run that a `data:` line tells of; `undefined` if it tells of something else */
function readRun(line: string): HookRun | undefined {
  const value = parse(line)
  if (!isRecord(value) || typeof value['hook'] !== 'string') return undefined
  const text = (key: string): string => (typeof value[key] === 'string' ? value[key].slice(0, longestText) : '')
  const amount = (key: string, most: number): number =>
    typeof value[key] === 'number' ? Math.min(value[key], most) : 0
  return {
    hook: text('hook'),
    handler: text('handler'),
    operation: text('operation'),
    outcome: text('outcome'),
    duration: amount('duration', Number.MAX_SAFE_INTEGER),
    at: amount('at', latestDate),
  }
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
