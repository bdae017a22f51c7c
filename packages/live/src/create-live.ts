import { AsyncLocalStorage } from 'node:async_hooks'
import type { Content, ContentRequest, DocumentRights, User } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import type { Connection, Context } from '@crochet/realtime'
import { systemClock, type Clock, type Journal } from '@crochet/storage'
import { LiveError } from './errors.ts'
import type { GuardLimits } from './guard/live-guard.ts'
import { LiveNames } from './lifecycle/live-names.ts'
import { OpenDocument } from './lifecycle/open-document.ts'
import { store } from './lifecycle/store.ts'
import type { Values } from './mapping/level.ts'

export interface LiveOptions {
  readonly content: Content
  /** The engine that both content and the collaboration server are on. */
  readonly engine: Hooks
  /** Where the collaboration server keeps its documents: what is deleted is removed from there. */
  readonly journal: Pick<Journal, 'remove'>
  readonly clock?: Clock
  readonly limits?: Partial<GuardLimits>
}

/** Live documents under way. */
export interface Live extends Disposable {
  /** Whether this is the name of a live document, whether or not there is one. */
  has(documentName: string): boolean
  /** Asks anew what everybody who is connected may do. */
  recheck(): Promise<void>
}

/** How often everybody who is connected is asked for their rights again, in milliseconds. (Spec: live.md, "In".) */
const recheckEvery = 60_000

/**
 * Makes live documents of collections and globals with `live: true`: attaches to the hook points of content and of the collaboration
 * server what opens, guards and stores them (spec: live.md).
 */
export function createLive(options: LiveOptions): Live {
  return new LiveDocuments(options)
}

class LiveDocuments implements Live {
  readonly #options: LiveOptions
  readonly #names: LiveNames
  readonly #open = new Map<string, OpenDocument>()
  readonly #rights = new WeakMap<object, DocumentRights>()
  readonly #connections = new Set<Connection>()
  readonly #engine: Hooks
  /** Out of the operation that happens to be ambient. */
  readonly #detached = AsyncLocalStorage.snapshot()
  #stopTimer: () => void
  readonly #stopListening: () => void

  constructor(options: LiveOptions) {
    this.#options = options
    this.#names = new LiveNames(options.content)
    this.#engine = options.engine.from({ source: 'code', name: 'live' })
    this.#attachRealtime()
    this.#attachContent()
    this.#attachAccounts()
    const { auth } = options.content
    this.#stopListening = auth.onRevoked(({ collection, user }) => this.#recheckUser(collection, user))
    this.#stopTimer = this.#startTimer()
  }

  has(documentName: string): boolean {
    return this.#names.find(documentName) !== undefined
  }

  async recheck(): Promise<void> {
    await this.#recheckAll(() => true)
  }

  [Symbol.dispose](): void {
    this.#stopTimer()
    this.#stopListening()
    this.#engine.clear()
  }

  #attachRealtime(): void {
    const engine = this.#engine
    engine.on('onAuthenticate', {
      id: 'live',
      stage: 'late',
      handler: async ({ documentName, context, requestHeaders, connectionConfig }) => {
        const rights = await this.#ask(documentName, context, requestHeaders)
        if (rights === undefined) return
        if (!rights.read) throw new LiveError('LIVE_UNKNOWN', { name: documentName })
        if (!rights.update) connectionConfig.readOnly = true
        this.#rights.set(connectionConfig, rights)
      },
    })
    engine.on('connected', {
      id: 'live',
      handler: ({ connection, documentName }) => {
        if (this.#names.find(documentName) === undefined) return
        this.#connections.add(connection)
        connection.onClose(() => this.#connections.delete(connection))
      },
    })
    engine.on('onTokenSync', { id: 'live', stage: 'late', handler: ({ connection }) => this.#recheck(connection) })
    engine.on('onLoadDocument', {
      id: 'live',
      stage: 'early',
      handler: async ({ documentName, document }) => {
        const about = this.#names.find(documentName)
        if (about === undefined) return
        const { content, limits } = this.#options
        const open = new OpenDocument(about, document, { access: content.access, limits })
        this.#open.set(documentName, open)
        await open.load()
      },
    })
    engine.on('beforeSync', {
      id: 'live',
      handler: ({ documentName, type, payload, connection }) => {
        const open = type === 0 ? undefined : this.#open.get(documentName)
        if (open === undefined || connection.readOnly) return
        const forbidden = this.#rights.get(connection.connectionConfig)?.forbidden ?? new Set()
        const violations = open.guard.violations(payload, { forbidden })
        if (violations.length === 0) return
        const problems = violations.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
        throw new LiveError('LIVE_REFUSED', { problems, violations })
      },
    })
    engine.on('onChange', {
      id: 'live',
      handler: ({ documentName, connection }) => {
        if (connection === undefined) return
        const user = userIn(connection.context)
        this.#open.get(documentName)?.edited({ user, headers: connection.handshake.headers })
      },
    })
    engine.on('onStoreDocument', {
      id: 'live',
      handler: async ({ documentName }) => {
        const open = this.#open.get(documentName)
        if (open !== undefined) await store(this.#options.content, open)
      },
    })
    engine.on('onStateless', {
      id: 'live',
      handler: async ({ documentName, document, payload, instance, connection }) => {
        const asks = payload === 'save' && this.#open.has(documentName) && !connection.readOnly
        if (asks) await instance.storeDocumentHooks(document, {}, true)
      },
    })
    engine.on('afterUnloadDocument', {
      id: 'live',
      handler: async ({ documentName }) => {
        const open = this.#open.get(documentName)
        // It may be open again.
        if (open?.document.isDestroyed !== true) return
        this.#open.delete(documentName)
        if ((await open.stored()) === undefined) await this.#options.journal.remove(documentName)
      },
    })
  }

  #attachContent(): void {
    for (const name of this.#names.shapes.keys()) {
      this.#engine.on(`${name}:afterCommit`, {
        id: 'live',
        handler: ({ operation, doc, previousDoc, req }) => {
          const document = name.startsWith('globals/') ? name : `${name}/${String(previousDoc?.id ?? doc.id)}`
          if (operation === 'delete') return this.#deleted(document)
          const open = this.#open.get(document)
          if (open === undefined || (open.storing && req.documentName === document)) return undefined
          return open.follow((previousDoc ?? {}) as Values)
        },
      })
    }
  }

  /** What somebody may do is mostly written in their account. */
  #attachAccounts(): void {
    for (const collection of this.#options.content.auth.collections) {
      this.#engine.on(`${collection}:afterCommit`, {
        id: 'live rights',
        handler: ({ doc, previousDoc }) => this.#recheckUser(collection, previousDoc?.id ?? doc.id),
      })
    }
  }

  /** Who has it open is told; what is left of it in the journal goes when it has left memory. */
  async #deleted(name: string): Promise<void> {
    const open = this.#open.get(name)
    if (open === undefined) return this.#options.journal.remove(name)
    const { message: reason, closeCode: code = 4404 } = new LiveError('LIVE_DELETED', { name })
    for (const connection of open.document.getConnections()) connection.close({ code, reason })
  }

  /** @returns nothing for a document that is none of ours */
  async #ask(name: string, context: Context, headers: Headers): Promise<DocumentRights | undefined> {
    const about = this.#names.find(name)
    if (about === undefined) return undefined
    const req: Partial<ContentRequest> = {
      user: userIn(context),
      headers: new Headers(headers),
      source: 'live',
      documentName: name,
    }
    return this.#options.content.access.rights(about.reference, req)
  }

  /** Nobody waits for it; a connection that cannot be asked for is closed. */
  #recheckUser(collection: string, id: unknown): void {
    const isTheirs = ({ context }: Connection): boolean => {
      const user = userIn(context)
      return user !== null && user.collection === collection && user.id === id
    }
    void this.#detached(() => this.#recheckAll(isTheirs))
  }

  async #recheckAll(which: (connection: Connection) => boolean): Promise<void> {
    for (const connection of [...this.#connections].filter(which)) await this.#recheck(connection)
  }

  /** Whoever may not read it any more, or of whom that cannot be found out, is out. */
  async #recheck(connection: Connection): Promise<void> {
    const { document, context, handshake, connectionConfig } = connection
    const before = this.#rights.get(connectionConfig)
    let rights: DocumentRights | undefined
    try {
      const user = userIn(context)
      const isGone = user !== null && !(await this.#renew(context, user))
      if (isGone) return connection.close({ code: 4401, reason: 'Signed out' })
      rights = await this.#ask(document.name, context, handshake.headers)
      if (rights === undefined) return
    } catch (error) {
      await this.#options.content.reportError(error, { source: 'live' })
    }
    if (rights?.read !== true) {
      const { message: reason } = new LiveError('LIVE_UNKNOWN', { name: document.name })
      return connection.close({ code: 4403, reason })
    }
    this.#rights.set(connectionConfig, rights)
    // What somebody else has made read-only stays so.
    if (!rights.update) connection.readOnly = true
    else if (before?.update === false) connection.readOnly = false
  }

  /** Rules look at the account as it is. @returns whether there still is one */
  async #renew(context: Context, before: User): Promise<boolean> {
    const user = await this.#options.content.auth.currentUser(before)
    if (user !== null) context['user'] = user
    return user !== null
  }

  #startTimer(): () => void {
    const { clock = systemClock } = this.#options
    return clock.after(recheckEvery, () => {
      this.#stopTimer = this.#startTimer()
      void this.recheck()
    })
  }
}

function userIn(context: Context): User | null {
  const user: unknown = context['user']
  return typeof user === 'object' && user !== null ? (user as User) : null
}
