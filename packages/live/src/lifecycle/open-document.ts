import type { DocumentAccess } from '@crochet/content'
import type { Connection, Document, Instead, LocalTransactionOrigin } from '@crochet/realtime'
import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import { LiveGuard, type GuardLimits } from '../guard/live-guard.ts'
import type { RefusedParts } from '../guard/refused-parts.ts'
import { takeBack } from '../guard/take-back.ts'
import { RootHolder } from '../mapping/holder.ts'
import { prepareLevel, type Values } from '../mapping/level.ts'
import { read, type Reading } from '../read.ts'
import { FragmentMemory } from '../rich-text/fragment-memory.ts'
import { reuse } from '../reuse.ts'
import { seed } from '../seed.ts'
import type { Editor, Editors, Taken } from './editors.ts'
import { writeBack, type WriteBack } from '../write-back.ts'
import type { LiveReference } from './live-names.ts'
import { reconcile } from './reconcile.ts'
import { storedState, tell, told, type ServerState } from './server-map.ts'

interface OpenOptions {
  readonly access: DocumentAccess
  readonly limits?: Partial<GuardLimits> | undefined
  readonly editors: Editors
}

interface Taking extends Partial<Pick<ServerState, 'status' | 'errors' | 'attempt'>> {
  readonly newer?: WriteBack['newer']
  /** What of it the document is to take in. Default: everything. */
  readonly to?: Values
  readonly by?: LocalTransactionOrigin
}

/** A live document in memory. */
export class OpenDocument {
  readonly about: LiveReference
  readonly document: Document
  readonly guard: LiveGuard
  readonly editors: Editors
  /** In whose name the server writes anew what was deleted and should not have been. */
  readonly keeper: number = randomInt(1, 2 ** 32)
  /** Fields of updates that have passed the guard and are about to be applied, or wait for what they build on. */
  readonly passed: Map<Connection, ReadonlySet<string>> = new Map()
  /** Whether some may wait. */
  hasEarly = false
  /** Whether a client has asked for it to be stored. */
  asked = false
  /** Whether its own store is under way: all that is written meanwhile, through whatever door, is taken over at its end. */
  #isStoring = false
  #hasMissed = false
  readonly #access: DocumentAccess
  /** The stored document that this one agreed with last. */
  #known: Values = {}
  /** How many edits have come, and how many of them the last store has read. */
  #edits = 0
  #read = 0
  #turn: Promise<unknown> = Promise.resolve()
  readonly #memory = new FragmentMemory()

  constructor(about: LiveReference, document: Document, { access, limits, editors }: OpenOptions) {
    this.about = about
    this.document = document
    this.#access = access
    this.editors = editors
    this.guard = new LiveGuard(about.shape, document, limits)
  }

  /** Fills it with what is stored, or brings what the journal has together with that. @returns whether it is ahead of what is stored */
  load(): Promise<boolean> {
    return this.#inTurn(async () => {
      const marked = await this.#marked()
      if (marked === undefined) return false
      const { stored, mark } = marked
      this.#known = stored
      const left = await this.editors.load()
      const { shape } = this.about
      const isNew = Y.decodeStateVector(this.document.content.stateVector()).size === 0
      if (!isNew) {
        let isAhead = false
        this.#write(() => {
          isAhead = reconcile(shape, this.document, { stored, mark, left })
          // The configuration may be another one by now.
          tell(this.document, { fields: shape.kinds })
        })
        if (isAhead) this.editors.agree(stored)
        else this.editors.finish(await this.editors.take())
        return isAhead
      }
      await this.editors.forget()
      const said = { status: 'saved', errors: [], fields: shape.kinds, ...storedState(shape, stored) } as const
      Y.applyUpdate(
        this.document,
        seed(shape, stored, (doc) => tell(doc, said)),
        origin,
      )
      return false
    })
  }

  /** What is stored; a global that never was is empty. `undefined` when the document has been deleted. */
  async stored(): Promise<Values | undefined> {
    const { reference } = this.about
    return (await this.#access.stored(reference)) ?? ('global' in reference ? {} : undefined)
  }

  async #marked(): ReturnType<DocumentAccess['marked']> {
    const { reference } = this.about
    return (await this.#access.marked(reference)) ?? ('global' in reference ? { stored: {} } : undefined)
  }

  /** Takes over what was written through another door. */
  async follow(): Promise<void> {
    this.#hasMissed = true
    // A store may wait for what calls this.
    if (!this.#isStoring) await this.#inTurn(() => this.#catchUp())
  }

  /**
   * Begins a store.
   *
   * @returns what is stored now, and what is in the document, which has all of that; `undefined` when it has been deleted
   */
  beginStore(): Promise<{ readonly stored: Values; readonly reading: Reading } | undefined> {
    return this.#inTurn(async () => {
      const stored = await this.#catchUp()
      if (stored === undefined) return undefined
      // Edits that come from now on are for the next store.
      this.#read = this.#edits
      const reading = read(this.about.shape, this.document, this.#memory)
      if (reading.problems.length === 0)
        this.#write(() => prepareLevel(this.about.shape.fields, new RootHolder(this.document)))
      this.#isStoring = true
      return { stored, reading }
    })
  }

  /** Ends a store that was not to be. What others have written meanwhile comes in, unless some of it is stored: then see `saved`. */
  endStore(): Promise<void> {
    this.#isStoring = false
    return this.#inTurn(async () => void (this.#hasMissed && (await this.#catchUp())))
  }

  /**
   * Its edits are stored.
   *
   * @param values what was read of it; hooks, and others, have made of that what is stored now
   * @param done `attempt`: the one that something was written with, if there was anything to write
   */
  saved(
    values: Values,
    { taken, attempt }: { readonly taken: Taken; readonly attempt: string | undefined },
  ): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#storedAtEnd(values)
      if (stored === undefined) return
      const status = this.#hasMore ? 'saving' : 'saved'
      this.#take(values, stored, { newer: 'stays', status, errors: [], ...(attempt !== undefined && { attempt }) })
      this.asked = false
      this.editors.finish(taken)
    })
  }

  /**
   * Some of its edits are stored.
   *
   * @param some `unsaved`: the fields that are not. They stay as they were edited, beside what others have stored in them meanwhile
   */
  partlySaved(
    values: Values,
    { unsaved, attempt }: { readonly unsaved: readonly string[]; readonly attempt: string },
  ): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.#storedAtEnd(values)
      if (stored === undefined) return
      const isUnsaved = (field: string): boolean => unsaved.includes(field)
      this.#write(() => {
        writeBack(this.about.shape, this.document, { from: this.#known, to: pick(stored, isUnsaved) })
        this.#take(values, stored, { newer: 'stays', to: pick(stored, (field) => !isUnsaved(field)), attempt })
      })
    })
  }

  /** Its edits were refused: they stay in the document. */
  refused(errors: ServerState['errors']): void {
    const said = errors.map(({ path, message }) => (path === undefined ? { message } : { path, message }))
    this.#write(() => tell(this.document, { status: this.#hasMore ? 'saving' : 'invalid', errors: said }))
  }

  /** Somebody is about to edit these fields. */
  note(editor: Editor, fields: Iterable<string>): void {
    this.editors.note(editor, fields, this.#known)
  }

  /** An edit has come. */
  edited(): void {
    this.#edits++
    if (told(this.document).status !== 'saving') this.#write(() => tell(this.document, { status: 'saving' }))
  }

  /** What takes back an update that is refused. @param parts what of it, if the rest is to stay */
  takeBack(update: Uint8Array, parts?: RefusedParts): Instead | undefined {
    const { shape } = this.about
    return takeBack({ shape, state: this.document.content.encode(), update, client: this.keeper, parts })
  }

  /** Whether there are edits that no store has read. */
  get #hasMore(): boolean {
    return this.#edits > this.#read
  }

  /** What is stored is news as long as it is not what the document has taken in already. */
  async #catchUp(): Promise<Values | undefined> {
    this.#hasMissed = false
    const stored = reuse(await this.stored(), this.#known)
    // What was refused may be right beside what has come: it is tried again.
    const by = told(this.document).status === 'invalid' ? tryingAgain : origin
    if (stored !== undefined && stored !== this.#known) this.#take(this.#known, stored, { by })
    return stored
  }

  /** What is written from now on is followed again. @param values what was read of the document before it was stored */
  async #storedAtEnd(values: Values): Promise<Values | undefined> {
    this.#hasMissed = false
    const stored = reuse(await this.stored(), { ...this.#known, ...values })
    this.#isStoring = false
    // The next store looks for it, too.
    if (this.#hasMissed) void this.follow().catch(() => undefined)
    return stored
  }

  #take(from: Values, stored: Values, { newer, to = stored, by = origin, ...said }: Taking): void {
    const { shape } = this.about
    this.#write(() => {
      writeBack(shape, this.document, { from, to, newer })
      tell(this.document, { ...said, ...storedState(shape, stored) })
    }, by)
    this.#known = stored
    this.editors.agree(stored)
  }

  #write(edit: () => void, by: LocalTransactionOrigin = origin): void {
    this.document.transact(edit, by)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

const pick = (values: Values, isWanted: (field: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([field]) => isWanted(field)))

/** What the server writes by itself is stored already. */
const origin: LocalTransactionOrigin = { source: 'local', skipStoreHooks: true }

const tryingAgain: LocalTransactionOrigin = { source: 'local' }
