import { RealtimeError } from '../errors.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import type { Hocuspocus } from '../hocuspocus.ts'
import type { Context } from '../hooks/payloads.ts'
import type { Services } from '../services.ts'
import type { Lease } from './document-registry.ts'
import type { Document } from './document.ts'
import type { TransactionOrigin } from './transaction-origin.ts'

export interface DisconnectOptions {
  /** `false`: the document is stored when its time has come, and stays in memory until then. Default true. */
  readonly unloadImmediately?: boolean
}

/** A connection to a document by code in this process. The document stays in memory until it is disconnected. */
export class DirectConnection implements AsyncDisposable {
  readonly context: Context
  readonly #services: Services
  readonly #lease: Lease
  #open = true

  constructor(services: Services, lease: Lease, context: Context) {
    this.#services = services
    this.#lease = lease
    this.context = context
    lease.live.document.addDirectConnection()
  }

  get instance(): Hocuspocus {
    return this.#services.instance
  }

  /** `null` after `disconnect`. */
  get document(): Document | null {
    return this.#open ? this.#lease.live.document : null
  }

  /**
   * Edits the document within one Yjs transaction. What a function does after an `await` is made and kept, too, but in
   * transactions of its own.
   *
   * @returns when what it changed is on disk
   * @throws RealtimeError `DIRECT_CLOSED`; what `edit` throws: what it had changed by then is kept
   */
  async transact(edit: (document: Document) => unknown, options: { skipStoreHooks?: boolean } = {}): Promise<void> {
    const { document } = this
    if (document === null) throw new RealtimeError('DIRECT_CLOSED')
    const origin: TransactionOrigin = { source: 'local', context: this.context, ...options }
    let edited: unknown
    document.transact(() => (edited = edit(document)), origin)
    await edited
    await new Promise<void>((resolve) => this.#lease.live.whenSaved(resolve))
  }

  /** Stores the document, and ends. @returns when it is stored, or could not be: it is then tried again */
  async disconnect({ unloadImmediately = true }: DisconnectOptions = {}): Promise<void> {
    if (!this.#open) return
    this.#open = false
    const { live } = this.#lease
    live.document.removeDirectConnection()
    live.storeAnyway({ source: 'local', context: this.context })
    if (unloadImmediately) await live.store.runNow()
    if (live.document.getConnectionsCount() === 0) await this.#announce()
    const left = this.#lease.release({ storeAtOnce: unloadImmediately })
    if (unloadImmediately && live.settled) await left
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.disconnect()
  }

  /** The last one has left: `onDisconnect` fires as it does for clients. */
  async #announce(): Promise<void> {
    const { hooks, points, instance } = this.#services
    const { document } = this.#lease.live
    if (!points.onDisconnect.used) return
    const payload = openDocumentPayload(instance, document, { origin: { source: 'local', context: this.context } })
    await hooks.operation({ name: 'disconnect', subject: document.name }, () => points.onDisconnect.call(payload))
  }
}
