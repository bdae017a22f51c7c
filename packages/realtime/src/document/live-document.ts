import type { PresenceChange } from '../awareness/presence.ts'
import type { Connection } from '../connection/connection.ts'
import { RealtimeError } from '../errors.ts'
import { reportFailure } from '../failure.ts'
import type { TakeBack } from '../hooks/payloads.ts'
import type { Compactable } from '../persistence/compaction.ts'
import type { DocumentLog } from '../persistence/document-log.ts'
import { StoreScheduler } from '../persistence/store-scheduler.ts'
import { UpdateTurn } from '../persistence/update-turn.ts'
import type { Snapshot } from '../persistence/verify-snapshot.ts'
import type { Services } from '../services.ts'
import { mergeUpdates } from '../updates/merge-updates.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'
import { announceAwareness } from './announce-awareness.ts'
import { announceChange, onceOffloaded, onceTold, tellOfChange } from './announce-change.ts'
import { broadcastStateless } from './broadcast-stateless.ts'
import { ClientOwners } from './client-owners.ts'
import { Congestion } from './congestion.ts'
import { Contests } from './contest.ts'
import type { DocumentListener } from './document-listener.ts'
import { Document } from './document.ts'
import { receiveAwareness, type Said } from './receive-awareness.ts'
import { receiveUpdate, type Acknowledge, type UpdateMessage } from './receive-update.ts'
import { noteStoreFailure, storeDocument } from './store-document.ts'
import { correctedEdit, shouldSkipStoreHooks, takenBack } from './transaction-origin.ts'

/** The update of a connection that is being applied, and what it turned out to change. */
interface Incoming {
  readonly origin: unknown
  readonly changes: ParsedUpdate[]
}

type Phase =
  /** Its content comes in: that is journalled, if the journal is where it lives, and concerns nobody else. */
  { readonly is: 'loading'; readonly journalled: boolean; readonly updates: ParsedUpdate[] } | { readonly is: 'open' }

export interface LiveDocumentOptions {
  readonly name: string
  readonly yDocOptions: object
  readonly log: DocumentLog
  /** Whether what `onLoadDocument` adds is to be journalled. */
  readonly journalled: boolean
}

/** A document in memory, the one copy of it in this process: what is done to it is journalled, told to the hooks, and stored. */
export class LiveDocument implements DocumentListener {
  readonly document: Document
  readonly log: DocumentLog
  readonly store: StoreScheduler
  readonly owners: ClientOwners<Connection> = new ClientOwners<Connection>()
  readonly contests: Contests
  /** What keeps its journal small. */
  readonly compactable: Compactable
  readonly #services: Services
  readonly #turn: UpdateTurn
  readonly #congestion: Congestion
  #unwatch: () => void = () => {}
  #phase: Phase
  #incoming: Incoming | undefined
  #lastOrigin: unknown
  /** The last stateless broadcast that a hook still holds up; the next one comes after it. */
  #statelessQueue: Promise<void> | undefined

  constructor(services: Services, { name, yDocOptions, log, journalled }: LiveDocumentOptions) {
    const { clock, limits, debounce, maxDebounce, flushDelay, flushMaxBytes, turnEnd } = services
    const options = { flushDelay, flushMaxBytes, limits, turnEnd, listener: this, now: () => clock.now() }
    this.#services = services
    this.#phase = { is: 'loading', journalled, updates: [] }
    this.document = new Document(name, yDocOptions, options)
    this.log = log
    this.#turn = new UpdateTurn(log, services.turnEnd)
    this.#congestion = new Congestion(log, limits.inbound, () => this.document.connections.keys())
    this.compactable = { name, log, snapshot: () => this.#snapshot() }
    this.contests = new Contests(clock, limits.contested)
    this.store = new StoreScheduler({
      store: () => this.#store(),
      failed: (error, attempt) =>
        noteStoreFailure(services, this.document, { error, attempt, origin: this.#lastOrigin }),
      clock,
      debounce,
      maxDebounce,
    })
  }

  get name(): string {
    return this.document.name
  }

  /** Whether nothing would be lost if it left memory now. */
  get settled(): boolean {
    return this.#turn.isEmpty && this.log.saved && this.store.clean && !this.document.saveMutex.isLocked()
  }

  /**
   * Journals what was added while it loads, as one update: a load that fails, or a process that ends, leaves nothing half.
   *
   * @returns whether all of it is on disk
   */
  async written(): Promise<boolean> {
    // An edit may come while the one before it is written.
    while (this.#phase.is === 'loading' && this.#phase.updates.length > 0) {
      const update = mergeUpdates(this.#phase.updates.splice(0))
      if (!(await new Promise<boolean>((resolve) => this.log.append(update, resolve)))) return false
    }
    return true
  }

  /** From now on its changes are told to the connections and the hooks, and stored. */
  open(): void {
    // What has come in the moment since `written` has ended.
    if (this.#phase.is === 'loading') for (const update of this.#phase.updates) this.#turn.add(update)
    this.#phase = { is: 'open' }
    this.document.isLoading = false
    this.#unwatch = this.#services.compaction.watch(this.compactable)
  }

  /** Runs `run` once everything that the document has now is on disk: at once, if it is. */
  whenSaved(run: () => void): void {
    this.#turn.end()
    this.log.whenSaved(run)
  }

  /** Gives up what is not journalled or stored: for a server that has to end. @returns what is lost */
  abandon(): { readonly notStored: boolean; readonly notJournalled: number } {
    this.#turn.end()
    return { notStored: this.store.abandon(), notJournalled: this.log.abandon() }
  }

  /** Stores and journals now what waits to be. */
  flush(): void {
    this.#turn.end()
    this.store.flush()
    this.log.retry()
  }

  /** Schedules a store, also of a document that has not changed. @param origin taken for that of its last change then */
  storeAnyway(origin: unknown): void {
    const { onStoreDocument, afterStoreDocument } = this.#services.points
    this.#lastOrigin ??= origin
    if (onStoreDocument.used || afterStoreDocument.used) this.store.changed()
  }

  /** Resolves when nothing waits to be stored or journalled; more may have come by then. */
  whenSettled(): Promise<void> {
    const unlocked = this.document.saveMutex.waitForUnlock()
    return unlocked.then(() => new Promise((resolve) => this.store.whenClean(() => this.whenSaved(resolve))))
  }

  join(connection: Connection): void {
    this.document.addConnection(connection)
    this.#congestion.join(connection)
  }

  leave(connection: Connection): void {
    this.owners.leave(connection)
    this.document.removeConnection(connection)
    this.contests.review()
  }

  /**
   * Takes in an update of a connection: checks it, applies it, passes on what it changed, and journals that.
   *
   * @param message an update as it was made; or step 2, in which a connection brings along whatever it has
   * @param acknowledge called once: `true` when everything in the update is on disk, `false` when it could not be taken
   * @returns a promise only if it has to wait for another connection
   * @throws RealtimeError with a close code; nothing was applied, and `acknowledge` is not called. One exception: of an update that was
   * waited for in a circle (`contest.ts`), what is the connection's own stays, even if the rest is refused in the end
   */
  receive(message: UpdateMessage, connection: Connection, acknowledge: Acknowledge): void | Promise<void> {
    return receiveUpdate(this.#services, this, {
      message,
      connection,
      take: (update) => this.apply(update, connection, acknowledge),
      concede: (own) => this.apply(own, connection, () => {}),
    })
  }

  /** Takes back an update that a hook has declined: the server's own is applied instead. @returns and throws as `receive` */
  decline(message: UpdateMessage, connection: Connection, takeBack: TakeBack): void | Promise<void> {
    const take = (): void => {
      const instead = takeBack()
      if (instead !== undefined) this.document.apply(instead.update, instead.hasEdits ? correctedEdit : takenBack)
      this.whenSaved(() => this.document.whenTold(() => connection.acknowledge(false)))
    }
    return receiveUpdate(this.#services, this, { message, connection, take, concede: () => {} })
  }

  /** @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT`, `CLIENT_CLAIMED` */
  receiveAwareness(connection: Connection, said: Said): void | Promise<void> {
    return receiveAwareness(this.#services, this, { connection, said })
  }

  changed(update: ParsedUpdate, origin: unknown): void {
    if (this.#phase.is === 'loading') {
      if (this.#phase.journalled) this.#phase.updates.push(update)
      return
    }
    this.#lastOrigin = origin
    const { onStoreDocument, afterStoreDocument, onChange } = this.#services.points
    if ((onStoreDocument.used || afterStoreDocument.used) && !shouldSkipStoreHooks(origin)) this.store.changed()
    if (this.#incoming !== undefined && this.#incoming.origin === origin) {
      this.#incoming.changes.push(update)
      return
    }
    this.#turn.add(update, onceTold(this.document, [update], { origin }))
    // Not from inside Yjs' own event: an edit by a handler would then be reported after that handler, out of its lineage.
    if (onChange.used)
      queueMicrotask(() => tellOfChange(this.#services, this.document, { update: update.bytes, origin }))
  }

  awarenessChanged(change: PresenceChange, origin: unknown): void {
    if (change.added.length + change.updated.length > 0) this.contests.review()
    announceAwareness(this.#services, this.document, { change, origin })
  }

  broadcastsStateless(payload: string, send: () => void): void {
    const sent = broadcastStateless(this.#services, this.document, { payload, send, after: this.#statelessQueue })
    if (sent === undefined) return
    this.#statelessQueue = sent
    void sent.then(() => {
      if (this.#statelessQueue === sent) this.#statelessQueue = undefined
    })
  }

  failed(error: unknown): void {
    const fault =
      error instanceof RealtimeError ? error : new RealtimeError('DOCUMENT_APPLY', { document: this.name }, error)
    this.#services.log.error({ document: this.name, error: fault }, fault.message)
    reportFailure(this.#services, fault, { documentName: this.name })
  }

  destroy(): void {
    this.#unwatch()
    this.document.destroy()
  }

  /** Applies what may be applied, journals what it changed, and tells the hooks of it. */
  apply(update: ParsedUpdate, connection: Connection, acknowledge: Acknowledge): void {
    const { origin } = connection
    const incoming: Incoming = { origin, changes: [] }
    this.#services.metrics.counters.updates++
    this.#incoming = incoming
    try {
      const applied = this.document.apply(update, origin)
      this.#incoming = undefined
      if (applied === 'pending') this.#keep(update, incoming, acknowledge)
      else this.#journal(incoming, onceOffloaded(this.#services, this.document, { incoming, acknowledge }))
    } catch (error) {
      this.#incoming = undefined
      this.#fail(error, incoming, acknowledge)
    }
    this.contests.review()
    if (!this.#services.points.onChange.used) return
    for (const change of incoming.changes)
      announceChange(this.#services, this.document, { update: change.bytes, origin })
  }

  /** What waits for something before it is kept, and stored with the document; it may have brought what something else has waited for. */
  #keep(update: ParsedUpdate, { origin, changes }: Incoming, acknowledge: Acknowledge): void {
    this.#turn.add(update, onceTold(this.document, changes, { origin, acknowledge }))
    this.storeAnyway(origin)
  }

  /** Yjs failed. What it had taken in is journalled: memory and journal stay equal. */
  #fail(error: unknown, incoming: Incoming, acknowledge: Acknowledge): void {
    this.failed(error)
    this.#journal(incoming, () => {})
    acknowledge(false)
  }

  /** What a transaction changed is all there is to keep of it: nothing, if the document had it, perhaps not yet on disk. */
  #journal({ changes, origin }: Incoming, acknowledge: Acknowledge): void {
    const last = changes.length - 1
    if (last < 0) return this.whenSaved(() => onceTold(this.document, [], { origin, acknowledge })(true))
    for (const [index, change] of changes.entries()) {
      const about = { origin, acknowledge: index === last ? acknowledge : undefined }
      this.#turn.add(change, onceTold(this.document, [change], about))
    }
  }

  async #snapshot(): Promise<Snapshot> {
    this.#turn.end()
    const { content } = this.document
    const stateVector = content.stateVector()
    return { stateVector, update: await content.compact((...taken) => this.#services.snapshots.make(...taken)) }
  }

  #store(): Promise<boolean> {
    return this.document.saveMutex.runExclusive(async () => {
      this.#turn.end()
      const upTo = this.log.position()
      const stored = await storeDocument(this.#services, this.document, this.#lastOrigin)
      if (stored) await this.log.markStored(upTo)
      return stored
    })
  }
}
