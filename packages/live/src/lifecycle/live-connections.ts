import { AsyncLocalStorage } from 'node:async_hooks'
import type { Content, ContentRequest, DocumentRights, User } from '@crochet/content'
import type { Connection, ConnectionConfig, Context } from '@crochet/realtime'
import type { Clock } from '@crochet/storage'
import { LiveError } from '../errors.ts'
import type { Editor } from './editors.ts'
import type { LiveNames } from './live-names.ts'

interface ConnectionsOptions {
  readonly content: Content
  readonly names: LiveNames
  readonly clock: Clock
}

/** Who asks for a document. */
interface Asking {
  readonly context: Context
  readonly headers: Headers
}

/** How often everybody who is connected is asked for their rights again, in milliseconds. (Spec: live.md, "In".) */
const recheckEvery = 60_000

/** The state vector of somebody who has nothing. */
const nothing = new Uint8Array([0])

/** Connections to live documents, and what they may do: asked when they open, and again and again while they are there. */
export class LiveConnections implements Disposable {
  readonly #options: ConnectionsOptions
  readonly #open = new Set<Connection>()
  readonly #rights = new WeakMap<ConnectionConfig, DocumentRights>()
  /** How many times somebody's rights have been asked for again; and the last of those that was answered. */
  #questions = 0
  readonly #answered = new WeakMap<Connection, number>()
  /** How many rounds of that there were, for whomever; and how many when somebody came. */
  #rounds = 0
  readonly #greeted = new WeakMap<ConnectionConfig, number>()
  /** Out of the operation that happens to be ambient. */
  readonly #detached = AsyncLocalStorage.snapshot()
  #stopTimer: () => void

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#stopTimer = this.#startTimer()
  }

  [Symbol.dispose](): void {
    this.#stopTimer()
  }

  /** Somebody is about to sign in. */
  greet(config: ConnectionConfig): void {
    this.#greeted.set(config, this.#rounds)
  }

  /** Settles what a client may do that asks for a document. @throws LiveError `LIVE_UNKNOWN` */
  async admit(name: string, config: ConnectionConfig, asking: Asking): Promise<void> {
    const rights = await this.#ask(name, asking)
    if (rights === undefined) return
    if (!rights.read) throw new LiveError('LIVE_UNKNOWN', { name })
    if (!rights.update) config.readOnly = true
    this.#rights.set(config, rights)
  }

  watch(connection: Connection): void {
    this.#open.add(connection)
    connection.onClose(() => this.#open.delete(connection))
    // Something may have changed since they were asked for who they are.
    if (this.#greeted.get(connection.connectionConfig) !== this.#rounds) void this.recheck(connection)
  }

  /** Somebody who edits through a connection. */
  editorOf({ connectionConfig, context, handshake }: Connection): Editor {
    const forbidden = this.#rights.get(connectionConfig)?.forbidden ?? new Set()
    return { user: userIn(context), headers: handshake.headers, forbidden }
  }

  async recheckAll(which: (connection: Connection) => boolean = () => true): Promise<void> {
    this.#rounds++
    await Promise.all([...this.#open].filter(which).map((connection) => this.recheck(connection)))
  }

  /** Of one account. Nobody waits for it; a connection of which nothing can be found out is closed. */
  recheckUser(collection: string, id: unknown): void {
    const isTheirs = ({ context }: Connection): boolean => {
      const user = userIn(context)
      return user !== null && user.collection === collection && user.id === id
    }
    void this.#detached(() => this.recheckAll(isTheirs))
  }

  /**
   * Whoever may not read it any more, or of whom that cannot be found out, is out. Rules answer when they like: what was asked last counts,
   * and one that never answers holds up no other question.
   */
  async recheck(connection: Connection): Promise<void> {
    const question = ++this.#questions
    const { document, context, handshake, connectionConfig } = connection
    const known = userIn(context)
    let user = known
    let rights: DocumentRights | undefined
    try {
      // Rules look at the account as it is.
      user = known === null ? null : await this.#options.content.auth.currentUser(known)
      if (user === null && known !== null) return connection.close({ code: 4401, reason: 'Signed out' })
      rights = await this.#ask(document.name, { context: { ...context, user }, headers: handshake.headers })
      if (rights === undefined) return
    } catch (error) {
      await this.#options.content.reportError(error, { source: 'live' })
    }
    if (question < (this.#answered.get(connection) ?? 0)) return
    this.#answered.set(connection, question)
    if (rights?.read !== true) {
      const { message: reason } = new LiveError('LIVE_UNKNOWN', { name: document.name })
      return connection.close({ code: 4403, reason })
    }
    if (user !== null) context['user'] = user
    const before = this.#rights.get(connectionConfig)
    this.#rights.set(connectionConfig, rights)
    if (!rights.update) connection.readOnly = true
    // What somebody else has made read-only stays so.
    else if (before?.update === false) this.#unlock(connection)
  }

  /** What the client has written while it could not is asked for: what comes later builds on it. */
  #unlock(connection: Connection): void {
    connection.readOnly = false
    this.resynchronise(connection)
  }

  /** Asks a client for everything it has, and tells it everything. */
  resynchronise(connection: Connection): void {
    connection.sync(nothing)
  }

  /** @returns nothing for a document that is none of ours */
  async #ask(name: string, { context, headers }: Asking): Promise<DocumentRights | undefined> {
    const { names, content } = this.#options
    const about = names.find(name)
    if (about === undefined) return undefined
    const req: Partial<ContentRequest> = {
      user: userIn(context),
      headers: new Headers(headers),
      source: 'live',
      documentName: name,
    }
    return content.access.rights(about.reference, req)
  }

  #startTimer(): () => void {
    return this.#options.clock.after(recheckEvery, () => {
      this.#stopTimer = this.#startTimer()
      void this.#detached(() => this.recheckAll())
    })
  }
}

function userIn(context: Context): User | null {
  const user: unknown = context['user']
  return typeof user === 'object' && user !== null ? (user as User) : null
}
