import type { Journal } from '@crochet/storage'
import * as Y from 'yjs'
import { Presence } from '../awareness/presence.ts'
import { RealtimeError } from '../errors.ts'
import { DocumentLog } from '../persistence/document-log.ts'
import { StoreScheduler } from '../persistence/store-scheduler.ts'
import { decodeAwarenessUpdate, encodeAwarenessUpdate, type AwarenessEntry } from '../protocol/awareness-update.ts'
import { checkUpdate } from '../protocol/check-update.ts'
import type { Services } from '../services.ts'
import { announceChange } from './announce-change.ts'
import { broadcast } from './broadcast.ts'
import type { Member } from './member.ts'
import { storeDocument, type LastChange } from './store-document.ts'

/** What a document was loaded from. */
export interface Loaded {
  readonly name: string
  readonly document: Y.Doc
  readonly journal: Journal
  readonly rows: number
  readonly seq: number
}

/** The update of a member that Yjs is applying now, and what it turned out to change. */
interface Incoming {
  readonly member: Member
  readonly changes: Uint8Array[]
}

/** A document in memory: the one copy of it in this process. */
export class LiveDocument {
  readonly name: string
  readonly document: Y.Doc
  readonly members: Set<Member> = new Set<Member>()
  readonly log: DocumentLog
  readonly store: StoreScheduler
  readonly #services: Services
  readonly #presence: Presence<Member>
  #incoming: Incoming | undefined
  #lastChange: LastChange = { member: undefined, origin: undefined }

  constructor(services: Services, { name, document, journal, rows, seq }: Loaded) {
    const { clock, log, debounce, maxDebounce, limits } = services
    this.name = name
    this.document = document
    this.#services = services
    this.#presence = new Presence(limits)
    this.log = new DocumentLog({ name, journal, clock, log, rows, seq })
    this.store = new StoreScheduler({
      store: () => storeDocument(services, this, this.#lastChange),
      failed: (error, attempt) =>
        log.error({ document: name, attempt, error }, 'a document could not be stored; it is kept and tried again'),
      clock,
      debounce,
      maxDebounce,
    })
    document.on('update', this.#onUpdate)
  }

  /** Whether nothing would be lost if it left memory now. */
  get settled(): boolean {
    return this.log.saved && this.store.clean
  }

  /** Stores and journals now what waits to be. */
  flush(): void {
    this.store.flush()
    this.log.retry()
  }

  /** Resolves when nothing waits to be stored or journalled; more may have come by then. */
  whenSettled(): Promise<void> {
    return new Promise((resolve) => this.store.whenClean(() => this.log.whenSaved(resolve)))
  }

  /** The presence of all, to greet a new member with; `undefined` when nobody is there. */
  presence(): Uint8Array | undefined {
    const entries = this.#presence.entries()
    return entries.length === 0 ? undefined : encodeAwarenessUpdate(entries)
  }

  join(member: Member): void {
    this.members.add(member)
  }

  leave(member: Member): void {
    this.members.delete(member)
    this.#tell(this.#presence.leave(member))
  }

  /** @throws RealtimeError `AWARENESS_MALFORMED`, `AWARENESS_LIMIT` */
  receiveAwareness(update: Uint8Array, member: Member): void {
    this.#tell(this.#presence.apply(decodeAwarenessUpdate(update), member))
  }

  /**
   * Applies a member's update, passes on what it changed, and journals it.
   *
   * @param acknowledge called once: `true` when everything in the update is on disk, `false` when it could not be taken
   * @throws RealtimeError `UPDATE_MALFORMED`: nothing was applied, and `acknowledge` is not called
   */
  receive(update: Uint8Array, member: Member, acknowledge: (applied: boolean) => void): void {
    checkUpdate(update)
    const pendingBefore = this.#pending()
    const incoming: Incoming = { member, changes: [] }
    const failure = this.#apply(update, incoming)
    const pending = this.#pending()
    const keptPending = pending.structs !== pendingBefore.structs || pending.deletions !== pendingBefore.deletions
    if (failure !== undefined) this.#fail(failure.error, incoming, acknowledge)
    else if (keptPending) this.log.append(update, acknowledge)
    else this.#journal(incoming.changes, acknowledge)
    const { onChange } = this.#services.points
    if (!onChange.used) return
    for (const change of incoming.changes) {
      announceChange(this.#services, this, { update: change, member, origin: member.origin })
    }
  }

  /** Whether everything in an update is part of the document already. */
  contains(update: Uint8Array): boolean {
    checkUpdate(update)
    return isEmpty(update) || Y.snapshotContainsUpdate(Y.snapshot(this.document), update)
  }

  destroy(): void {
    this.document.off('update', this.#onUpdate)
    this.document.destroy()
  }

  #apply(update: Uint8Array, incoming: Incoming): { error: unknown } | undefined {
    this.#incoming = incoming
    try {
      Y.applyUpdate(this.document, update, incoming.member.origin)
    } catch (error) {
      return { error }
    } finally {
      this.#incoming = undefined
    }
  }

  /** Yjs, or an observer that a hook attached, threw. What has been taken in is journalled: memory and journal stay equal. */
  #fail(error: unknown, incoming: Incoming, acknowledge: (applied: boolean) => void): void {
    const fault = new RealtimeError('DOCUMENT_APPLY', { document: this.name }, error)
    this.#services.log.error({ document: this.name, error: fault }, fault.message)
    for (const change of incoming.changes) this.log.append(change)
    acknowledge(false)
  }

  /** What a transaction changed is all there is to keep of it; nothing, if the document had it, perhaps not yet on disk. */
  #journal(changes: readonly Uint8Array[], acknowledge: (applied: boolean) => void): void {
    const [change] = changes
    if (change === undefined) this.log.whenSaved(() => acknowledge(true))
    else this.log.append(change, acknowledge)
  }

  /** What Yjs keeps aside because something before it is missing. It causes no event. */
  #pending(): { structs: Uint8Array | undefined; deletions: Uint8Array | null } {
    const { pendingStructs, pendingDs } = this.document.store
    return { structs: pendingStructs?.update, deletions: pendingDs }
  }

  /** Kept first, then passed on: whatever fails after that, the change is not lost. */
  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    const incoming = this.#incoming?.member.origin === origin ? this.#incoming : undefined
    if (incoming === undefined) this.log.append(update)
    else incoming.changes.push(update)
    broadcast(this, { type: 'update', update })
    const { onStoreDocument, onChange } = this.#services.points
    this.#lastChange = { member: incoming?.member, origin }
    if (onStoreDocument.used) this.store.changed()
    if (incoming !== undefined || !onChange.used) return
    // Not from inside Yjs' own event: an edit by a handler would then be reported after that handler, out of its lineage.
    queueMicrotask(() => announceChange(this.#services, this, { update, member: undefined, origin }))
  }

  #tell(news: readonly AwarenessEntry[]): void {
    if (news.length > 0) broadcast(this, { type: 'awareness', update: encodeAwarenessUpdate(news) }, 'droppable')
  }
}

const isEmpty = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0
