import type { DocumentAccess } from '@crochet/content'
import type { Document } from '@crochet/realtime'
import { randomInt } from 'node:crypto'
import * as Y from 'yjs'
import { LiveGuard, type GuardLimits } from '../guard/live-guard.ts'
import { takeBack } from '../guard/take-back.ts'
import { RootHolder } from '../mapping/holder.ts'
import { prepareLevel, type Values } from '../mapping/level.ts'
import { read, type Reading } from '../read.ts'
import { seed } from '../seed.ts'
import type { Editor, Editors, Taken } from './editors.ts'
import { writeBack } from '../write-back.ts'
import type { LiveReference } from './live-names.ts'
import { reconcile } from './reconcile.ts'
import { storedState, tell, told, type ServerState } from './server-map.ts'

interface OpenOptions {
  readonly access: DocumentAccess
  readonly limits?: Partial<GuardLimits> | undefined
  readonly editors: Editors
}

/** A live document in memory. */
export class OpenDocument {
  readonly about: LiveReference
  readonly document: Document
  readonly guard: LiveGuard
  readonly editors: Editors
  /** In whose name the server writes anew what was deleted and should not have been. */
  readonly keeper: number = randomInt(1, 2 ** 32)
  /** Whether a client has asked for it to be stored. */
  asked = false
  /** Whether its own store is under way: what that writes is no news. */
  storing = false
  readonly #access: DocumentAccess
  /** The stored document that this one agreed with last. */
  #known: Values = {}
  /** How many edits have come, and how many of them the last store has read. */
  #edits = 0
  #read = 0
  #turn: Promise<unknown> = Promise.resolve()

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
      const stored = await this.stored()
      if (stored === undefined) return false
      this.#known = stored
      const bases = await this.editors.load()
      const { shape } = this.about
      const isNew = Y.decodeStateVector(this.document.content.stateVector()).size === 0
      if (!isNew) {
        let isAhead = false
        this.#write(() => {
          isAhead = reconcile(shape, this.document, { stored, bases })
          // The configuration may be another one by now.
          tell(this.document, { fields: shape.kinds })
        })
        if (isAhead) this.editors.agree(stored)
        else this.editors.finish(await this.editors.take())
        return isAhead
      }
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

  /** Takes over what was written through another door. @param previous what was stored before */
  follow(previous: Values): Promise<void> {
    return this.#inTurn(async () => {
      const stored = await this.stored()
      if (stored === undefined) return
      this.#write(() => {
        writeBack(this.about.shape, this.document, { from: previous, to: stored })
        tell(this.document, storedState(this.about.shape, stored))
      })
      this.#agree(stored)
    })
  }

  /** What its fields say: a store begins. Edits that come from now on are for the next one. */
  read(): Reading {
    this.#read = this.#edits
    return read(this.about.shape, this.document)
  }

  /** Its edits are stored. @param values what was read of it @param stored what hooks have made of that */
  saved(values: Values, stored: Values, taken: Taken): void {
    const { shape } = this.about
    this.#write(() => {
      writeBack(shape, this.document, { from: values, to: stored, newer: 'stays' })
      tell(this.document, { status: this.#hasMore ? 'saving' : 'saved', errors: [], ...storedState(shape, stored) })
    })
    this.asked = false
    this.#agree(stored)
    this.editors.finish(taken)
  }

  /** Some of its edits are stored. @param to what it is to be, with those that are not */
  partlySaved(values: Values, { stored, to }: { stored: Values; to: Values }): void {
    const { shape } = this.about
    this.#write(() => {
      writeBack(shape, this.document, { from: values, to, newer: 'stays' })
      tell(this.document, storedState(shape, stored))
    })
    this.#agree(stored)
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

  /** Gives rows that have no id the one that they are read with. */
  settle(): void {
    this.#write(() => prepareLevel(this.about.shape.fields, new RootHolder(this.document)))
  }

  /** What takes back an update that is refused. */
  takeBack(update: Uint8Array): Uint8Array | undefined {
    const { shape } = this.about
    return takeBack({ shape, state: this.document.content.encode(), update, client: this.keeper })
  }

  /** Whether there are edits that no store has read. */
  get #hasMore(): boolean {
    return this.#edits > this.#read
  }

  #agree(stored: Values): void {
    this.#known = stored
    this.editors.agree(stored)
  }

  #write(edit: () => void): void {
    this.document.transact(edit, origin)
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work)
    this.#turn = done.catch(() => undefined)
    return done
  }
}

/** What the server writes by itself is stored already. */
const origin = { source: 'local', skipStoreHooks: true } as const
