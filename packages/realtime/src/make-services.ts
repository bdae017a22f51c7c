import { systemClock } from '@crochet/storage'
import type { ServerConfiguration, Settings } from './configuration.ts'
import { WaitingRoom } from './connection/backlog.ts'
import type { Hocuspocus } from './hocuspocus.ts'
import { defineHookPoints } from './hooks/hook-points.ts'
import { outside } from './hooks/outside.ts'
import { ownEngine, stillClock } from './hooks/own-engine.ts'
import { streamLog } from './log.ts'
import { Metrics } from './metrics.ts'
import { Compaction } from './persistence/compaction.ts'
import type { JournalSource } from './persistence/journal-source.ts'
import { Snapshots } from './persistence/snapshots.ts'
import type { Services } from './services.ts'
import { TaskList } from './task-list.ts'

interface Given {
  readonly instance: Hocuspocus
  readonly settings: Settings
  readonly journal: JournalSource
  /** Resolves when `onConfigure` has run. */
  readonly configured: () => Promise<void>
}

/** Puts together what every part of a server is given: what the configuration brings along, and what is made for it. */
export function makeServices(configuration: ServerConfiguration, given: Given): Services {
  const { instance, settings, journal, configured } = given
  const log = configuration.log ?? streamLog(settings.quiet)
  const hooks = configuration.engine ?? ownEngine(log)
  const { detached, scoped } = outside()
  const clock = stillClock(configuration.clock ?? systemClock, detached)
  const snapshots = new Snapshots({ clock, log })
  return {
    ...settings,
    instance,
    hooks,
    points: defineHookPoints(hooks),
    clock,
    log,
    report: configuration.report,
    metrics: new Metrics(),
    waitingRoom: new WaitingRoom(settings.limits.waitingBytesInAll),
    snapshots,
    compaction: new Compaction({
      clock,
      log,
      prepare: () => snapshots.prepare(),
      verify: (snapshot) => snapshots.verify(snapshot),
    }),
    turnEnd: new TaskList((run) => void detached(() => setImmediate(run))),
    journal: () => journal.get(),
    durable: journal.durable,
    journalMode: journal.durable ? journal.mode : 'ahead',
    configured,
    detached,
    scoped,
    guarded: (run) => {
      void (async () => run())().catch((error: unknown) => log.error({ error }, 'a callback of the application failed'))
    },
  }
}
