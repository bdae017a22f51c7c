import type { ClientSocket } from './connection/client-socket.ts'
import type { DocumentRegistry } from './document/document-registry.ts'
import type { LiveDocument } from './document/live-document.ts'
import { RealtimeError } from './errors.ts'
import { reportFailure } from './failure.ts'
import { runPoint } from './hooks/run-point.ts'
import type { Services } from './services.ts'

/** Milliseconds in which documents must have ended. Sockets and `onDestroy` need the rest of the ten seconds. */
const longest = 7_500
/** Milliseconds in which everything must have ended, but for what closes files. */
export const longestShutdown = 9_750

/**
 * Ends all connections and documents: nothing new is handled; what has been handled is journalled and acknowledged; clients
 * are told to connect again; documents are stored. What has not ended in time is given up, and the log names it.
 */
export async function shutDown(
  services: Services,
  documents: DocumentRegistry,
  sockets: Set<ClientSocket>,
): Promise<void> {
  const { clock, log } = services
  const deadline = after(clock.after, longest)
  documents.close()
  for (const socket of sockets) socket.mute()
  for (const document of documents.all()) document.flush()
  const saved = documents.all().map((live) => new Promise<void>((resolve) => live.whenSaved(resolve)))
  await Promise.race([Promise.all(saved), deadline.passed])
  for (const socket of sockets) {
    socket.closeConnections()
    socket.fail(new RealtimeError('SERVER_CLOSING'))
  }
  if (services.durable) for (const live of documents.all()) void leaveToNextStart(live, services)
  await Promise.race([documents.whenEmpty(), deadline.passed])
  deadline.cancel()
  for (const document of documents.all()) {
    const { notStored, notJournalled } = document.abandon()
    if (!notStored && notJournalled === 0) continue
    log.error({ document: document.name, notStored, notJournalled }, 'a document could not be saved in time')
  }
}

/**
 * Stores a document once more; if that fails, there is no point in waiting: the journal has it, and it is stored after the next
 * start. Never rejects.
 */
async function leaveToNextStart(live: LiveDocument, { log }: Services): Promise<void> {
  await live.store.runNow()
  if (live.store.clean || !live.log.saved) return
  log.warn(
    { document: live.name },
    'a document could not be stored; it is in the journal, and stored after the next start',
  )
  live.store.giveUp()
}

/**
 * Fires `onDestroy`. Handlers that are still busy when the time is up are left behind, and the log says so. Never rejects.
 *
 * @param end when that is, in milliseconds of the clock
 */
export async function farewell(services: Services, end: number): Promise<void> {
  const { clock, log, instance, points } = services
  if (!points.onDestroy.used) return
  const deadline = after(clock.after, end - clock.now())
  const late = deadline.passed.then(() => log.error({}, 'onDestroy has not ended in time'))
  try {
    await Promise.race([runPoint(services, 'onDestroy', { instance }), late])
  } catch (error) {
    log.error({ error }, 'onDestroy failed')
    reportFailure(services, error, {})
  }
  deadline.cancel()
}

function after(
  schedule: (milliseconds: number, run: () => void) => () => void,
  milliseconds: number,
): { passed: Promise<void>; cancel: () => void } {
  const { promise: passed, resolve } = Promise.withResolvers<void>()
  return { passed, cancel: schedule(milliseconds, resolve) }
}
