import type { Content } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import type { BeforeSyncPayload, Connection } from '@crochet/realtime'
import { systemClock, type Clock, type Journal } from '@crochet/storage'
import { LiveError } from './errors.ts'
import type { GuardLimits } from './guard/live-guard.ts'
import { Refusals } from './guard/refusals.ts'
import { Editors, editorsName } from './lifecycle/editors.ts'
import { liveRequest } from './lifecycle/live-request.ts'
import { LiveConnections } from './lifecycle/live-connections.ts'
import { LiveNames } from './lifecycle/live-names.ts'
import { OpenDocument } from './lifecycle/open-document.ts'
import { store } from './lifecycle/store.ts'
import type { Problem } from './mapping/live-field.ts'

export interface LiveOptions {
  readonly content: Content
  /** The engine that both content and the collaboration server are on. */
  readonly engine: Hooks
  /** Where the collaboration server keeps its documents: who has edited them is kept beside them, and what is deleted is removed. */
  readonly journal: Pick<Journal, 'append' | 'load' | 'drop' | 'remove'>
  readonly clock?: Clock
  readonly limits?: Partial<GuardLimits> | undefined
}

/** Live documents under way. */
export interface Live extends Disposable {
  /** Whether this is the name of a live document, whether or not there is one. */
  has(documentName: string): boolean
  /** Asks anew what everybody who is connected may do. */
  recheck(): Promise<void>
}

/** What a client is told, in a stateless message of JSON, whose update was refused. */
export interface RefusedMessage {
  readonly refused: readonly Problem[]
}

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
  readonly #connections: LiveConnections
  readonly #refusals: Refusals
  readonly #engine: Hooks
  readonly #stopListening: () => void

  constructor(options: LiveOptions) {
    const { content, engine, clock = systemClock } = options
    this.#options = options
    this.#names = new LiveNames(content)
    this.#engine = engine.from({ source: 'code', name: 'live' })
    this.#connections = new LiveConnections({ content, names: this.#names, clock })
    this.#refusals = new Refusals(() => clock.now())
    this.#attachConnections()
    this.#attachDocuments()
    this.#attachContent()
    this.#attachAccounts()
    this.#stopListening = content.auth.onRevoked(({ collection, user }) => {
      this.#connections.recheckUser(collection, user)
    })
  }

  has(documentName: string): boolean {
    return this.#names.find(documentName) !== undefined
  }

  recheck(): Promise<void> {
    return this.#connections.recheckAll()
  }

  [Symbol.dispose](): void {
    this.#connections[Symbol.dispose]()
    this.#stopListening()
    this.#engine.clear()
  }

  #attachConnections(): void {
    const engine = this.#engine
    const connections = this.#connections
    engine.on('onAuthenticate', {
      id: 'live: greets',
      stage: 'early',
      handler: ({ connectionConfig }) => connections.greet(connectionConfig),
    })
    engine.on('onAuthenticate', {
      id: 'live',
      stage: 'late',
      handler: ({ documentName, context, requestHeaders: headers, connectionConfig }) =>
        connections.admit(documentName, connectionConfig, { context, headers }),
    })
    engine.on('connected', {
      id: 'live',
      handler: ({ connection, documentName }) => {
        if (this.has(documentName)) connections.watch(connection)
      },
    })
    engine.on('onTokenSync', {
      id: 'live',
      stage: 'late',
      handler: ({ connection }) => connections.recheck(connection),
    })
    engine.on('beforeSync', {
      id: 'live',
      handler: (payload) => {
        const open = payload.type === 0 ? undefined : this.#open.get(payload.documentName)
        if (open !== undefined && !payload.connection.readOnly) this.#guard(open, payload)
      },
    })
    engine.on('onChange', {
      id: 'live',
      stage: 'early',
      handler: ({ documentName, connection }) => {
        const open = this.#open.get(documentName)
        if (connection === undefined || open === undefined) return
        this.#noteApplied(open, connection)
        open.edited()
      },
    })
    engine.on('onStateless', {
      id: 'live',
      handler: async ({ documentName, document, payload, instance, connection }) => {
        const open = payload === 'save' && !connection.readOnly ? this.#open.get(documentName) : undefined
        if (open === undefined) return
        open.asked = true
        await instance.storeDocumentHooks(document, {}, true)
      },
    })
  }

  #attachDocuments(): void {
    const engine = this.#engine
    engine.on('onLoadDocument', {
      id: 'live',
      stage: 'early',
      handler: async ({ documentName, document }) => {
        const about = this.#names.find(documentName)
        if (about === undefined) return
        const { content, limits, journal } = this.#options
        const editors = new Editors({
          name: documentName,
          journal,
          currentUser: (user) => content.auth.currentUser(user),
        })
        const open = new OpenDocument(about, document, { access: content.access, limits, editors })
        // What somebody comes back with after the server was killed is then their own: each of it is asked for in their name.
        document.tells = 'once saved'
        this.#open.set(documentName, open)
        await open.load()
      },
    })
    engine.on('onStoreDocument', {
      id: 'live',
      handler: async ({ documentName }) => {
        const open = this.#open.get(documentName)
        if (open === undefined || !(open.about.autosave || open.asked)) return
        await store(this.#options.content, open)
        // The journal notes next that this is done: what the document says of it must be there by then, for nothing says it again.
        await open.document.saved()
      },
    })
    engine.on('afterUnloadDocument', {
      id: 'live',
      handler: async ({ documentName }) => {
        const open = this.#open.get(documentName)
        // It may be open again.
        if (open?.document.isDestroyed !== true) return
        this.#open.delete(documentName)
        await open.editors.leave()
        if ((await open.stored()) === undefined) await this.#remove(documentName)
      },
    })
  }

  #attachContent(): void {
    for (const name of this.#names.shapes.keys()) {
      this.#engine.on(`${name}:afterCommit`, {
        id: 'live',
        handler: ({ operation, doc, previousDoc }) => {
          const document = name.startsWith('globals/') ? name : `${name}/${String(previousDoc?.id ?? doc.id)}`
          if (operation === 'delete') return this.#deleted(document)
          return this.#open.get(document)?.follow()
        },
      })
    }
  }

  /** What somebody may do is mostly written in their account. */
  #attachAccounts(): void {
    for (const collection of this.#options.content.auth.collections) {
      this.#engine.on(`${collection}:afterCommit`, {
        id: 'live rights',
        handler: ({ doc, previousDoc }) => this.#connections.recheckUser(collection, previousDoc?.id ?? doc.id),
      })
    }
  }

  /** An update that does something it may not is taken back. @throws LiveError `LIVE_REFUSED` for one too many: that ends the connection */
  #guard(open: OpenDocument, { payload, type, connection, decline }: BeforeSyncPayload): void {
    const editor = this.#connections.editorOf(connection)
    const { violations, fields, refused } = open.guard.inspect(payload, editor)
    if (violations.length === 0) {
      open.passed.set(connection, new Set([...(open.passed.get(connection) ?? []), ...fields]))
      open.hasEarly ||= open.document.content.pending > 0
      return this.#note(open, connection)
    }
    const error = refusalOf(violations)
    if (this.#refusals.count(connection)) throw error
    void this.#options.content.reportError(error, { source: 'live', req: liveRequest(open.about.name, editor) })
    decline(() => {
      const message: RefusedMessage = { refused: violations }
      connection.sendStateless(JSON.stringify(message))
      // What somebody has written while they were away is many edits: those that may be stay.
      const instead = open.takeBack(payload, type === 1 ? refused : undefined)
      if (instead?.hasEdits === true) {
        open.note(editor, fields)
        open.edited()
      }
      if (instead !== undefined) return instead
      // It may have come before what it builds on.
      if (type === 2) this.#connections.resynchronise(connection)
      else connection.close({ code: 4403, reason: error.message })
      return undefined
    })
  }

  /** Noted again: a store may have taken the note before the edit was there. */
  #noteApplied(open: OpenDocument, connection: Connection): void {
    // What came too early may have found what it builds on with this edit, whoever sent it.
    if (open.hasEarly) for (const sender of open.passed.keys()) if (sender !== connection) this.#note(open, sender)
    this.#note(open, connection)
    if (open.document.content.pending > 0) return
    open.hasEarly = false
    for (const sender of open.passed.keys()) if (sender === connection || !sender.isOpen) open.passed.delete(sender)
  }

  #note(open: OpenDocument, connection: Connection): void {
    const fields = open.passed.get(connection)
    if (fields !== undefined && fields.size > 0) open.note(this.#connections.editorOf(connection), fields)
  }

  /** Who has it open is told; what is left of it in the journal goes when it has left memory. */
  async #deleted(name: string): Promise<void> {
    const open = this.#open.get(name)
    if (open === undefined) return this.#remove(name)
    const { message: reason, closeCode: code = 4404 } = new LiveError('LIVE_DELETED', { name })
    for (const connection of open.document.getConnections()) connection.close({ code, reason })
  }

  async #remove(name: string): Promise<void> {
    await this.#options.journal.remove(name)
    await this.#options.journal.remove(editorsName(name))
  }
}

function refusalOf(violations: readonly Problem[]): LiveError {
  const problems = violations.map(({ path, message }) => `${path} ${message}`.trim()).join('; ')
  return new LiveError('LIVE_REFUSED', { problems, violations })
}
