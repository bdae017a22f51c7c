import type { HocuspocusProvider } from '@hocuspocus/provider'
import type { LiveKinds } from '@crochet/content'
import type * as Y from 'yjs'
import { ClientError } from '../errors.ts'
import type { LiveFields } from './field-types.ts'
import { rootHolder } from './holder.ts'
import type { Link } from './link.ts'
import { liveFields } from './live-fields.ts'
import type { LiveProblem } from './live-problem.ts'
import { Presence } from './presence.ts'
import type { ServerWords } from './server-words.ts'

/**
 * How a document stands:
 * `connecting` until it is there; `saved` once hooks and validation have passed and it is stored; `saving` while edits are under way;
 * `invalid` when they were refused (`errors` says why), which loses nothing; `offline` while the server is away, which loses nothing
 * either as long as the document stays open; `closed` for good (`closedBy` says why).
 */
export type LiveStatus = 'connecting' | 'saved' | 'saving' | 'invalid' | 'offline' | 'closed'

/** What `on` tells of. */
export interface LiveEvents {
  readonly status: LiveStatus
  readonly errors: readonly LiveProblem[]
  readonly refused: readonly LiveProblem[]
}

/** A document that several people edit. Its fields are there as long as it is open, whether or not the server is. */
export class LiveDocument<S extends string = string> implements Disposable {
  readonly fields: LiveFields<S>
  readonly presence: Presence
  /** For editors that are bound to a provider, such as TipTap. */
  readonly provider: HocuspocusProvider
  readonly #link: Link
  readonly #words: ServerWords
  readonly #listeners = new Set<() => void>()

  constructor(link: Link, words: ServerWords, kinds: LiveKinds) {
    this.#link = link
    this.#words = words
    this.provider = link.provider
    this.fields = liveFields(kinds, rootHolder(this.document), () => this.mayWrite) as LiveFields<S>
    this.presence = new Presence(awarenessOf(link.provider))
  }

  get document(): Y.Doc {
    return this.provider.document
  }

  /** As `posts/17`. */
  get name(): string {
    return this.provider.configuration.name
  }

  get status(): LiveStatus {
    const { state } = this.#link
    if (state.kind !== 'online') return state.kind
    return this.#link.hasUnsent ? 'saving' : this.#words.status
  }

  /** What hooks and validation object to; the edits are kept. Empty unless `status` is `invalid`, or was before an edit that is under way. */
  get errors(): readonly LiveProblem[] {
    return this.#words.errors
  }

  /**
   * What of this user's edits the server has refused, and taken back, the last time that it did: fields that this user may not update,
   * values that are none. Other than with `errors`, nothing of it is kept.
   */
  get refused(): readonly LiveProblem[] {
    return this.#link.refused
  }

  /** When the stored document was changed last; ISO 8601, UTC. */
  get updatedAt(): string | undefined {
    return this.#words.updatedAt
  }

  /** Whether the server takes edits of this user. */
  get mayWrite(): boolean {
    return this.provider.authorizedScope !== 'readonly'
  }

  /** Whether something was edited here that the server does not have on its disk: it would be lost with this page. */
  get hasUnsent(): boolean {
    return this.#link.hasUnsent
  }

  /** Why the document is closed. */
  get closedBy(): ClientError | undefined {
    const { state } = this.#link
    return state.kind === 'closed' ? state.error : undefined
  }

  /**
   * @param listener is called when it has become another
   * @returns what stops that
   */
  on<Event extends keyof LiveEvents>(event: Event, listener: (value: LiveEvents[Event]) => void): () => void {
    const current = (): LiveEvents[Event] => this[event] as LiveEvents[Event]
    let before = current()
    const look = (): void => {
      const now = current()
      if (now === before) return
      before = now
      listener(now)
    }
    this.#listeners.add(look)
    return () => void this.#listeners.delete(look)
  }

  /** Something may have changed. */
  look(): void {
    for (const listener of this.#listeners) listener()
  }

  /**
   * Stores now, instead of a moment after the last edit. Resolves when everything that was edited is stored.
   *
   * @throws ClientError `CLIENT_INVALID` with `errors` when it is refused, `CLIENT_CLOSED` when the document is
   */
  async save(): Promise<void> {
    await this.#until(() => this.#link.isAcknowledged)
    if (this.status === 'saved') return
    this.provider.sendStateless('save')
    // Messages are answered in order: when this one is, the server has stored, or has said why not.
    this.provider.forceSync()
    await this.#until(() => this.#link.isAcknowledged && this.#words.status !== 'saving')
    if (this.#words.status === 'saved') return
    const errors = this.errors.map((problem) => ({ code: 'CLIENT_INVALID', ...problem }))
    const [{ path, message } = { path: undefined, message: 'the server does not say why' }] = errors
    const where = path === undefined ? '' : `${path}: `
    throw new ClientError('CLIENT_INVALID', `"${this.name}" is not stored: ${where}${message}`, { status: 400, errors })
  }

  /** Leaves. What was edited has been sent, unless `hasUnsent`; nothing is taken after this. */
  close(): void {
    this.#link.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const { state } = this.#link
        if (state.kind !== 'closed' && !holds()) return
        this.#listeners.delete(look)
        if (state.kind === 'closed') reject(state.error)
        else resolve()
      }
      this.#listeners.add(look)
      look()
    })
  }
}

function awarenessOf({ awareness }: HocuspocusProvider): NonNullable<HocuspocusProvider['awareness']> {
  if (awareness === null) throw new ClientError('CLIENT_CLOSED', 'The provider was made without awareness.')
  return awareness
}
