import type { Hooks } from '@crochet/hooks'
import type { Clock, Journal } from '@crochet/storage'
import type { WaitingRoom } from './connection/backlog.ts'
import type { Failure } from './failure.ts'
import type { Hocuspocus } from './hocuspocus.ts'
import type { HookPoints } from './hooks/hook-points.ts'
import type { Settings } from './configuration.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import type { Compaction } from './persistence/compaction.ts'
import type { Snapshots } from './persistence/snapshots.ts'
import type { JournalMode } from './persistence/journal-source.ts'
import type { TaskList } from './task-list.ts'

/** What every part of one collaboration server is given. */
export interface Services extends Settings {
  readonly instance: Hocuspocus
  readonly hooks: Hooks
  readonly points: HookPoints
  /** Its timers run outside any operation. */
  readonly clock: Clock
  readonly log: Log
  /** Use `reportFailure`. */
  readonly report: ((failure: Failure) => void) | undefined
  readonly metrics: Metrics
  readonly waitingRoom: WaitingRoom
  readonly compaction: Compaction
  readonly snapshots: Snapshots
  /** What is done at the end of the turn of the event loop. */
  readonly turnEnd: TaskList
  readonly journal: () => Promise<Journal>
  readonly journalMode: JournalMode
  /** Whether what is journalled outlives the process. */
  readonly durable: boolean
  /** Resolves when `onConfigure` has run. @throws HookError of the handler that failed */
  readonly configured: () => Promise<void>
  /** Runs what comes from outside, so that it does not count as caused by the operation that happens to be ambient. */
  readonly detached: <R>(run: () => R) => R
  /** Whether the scope of a `detached` or a snapshot ends with it, so that an operation may use it (`OperationAbout`). */
  readonly scoped: boolean
  /** Runs a function of the application that nobody waits for; a failure is logged. */
  readonly guarded: (run: () => unknown) => void
}
