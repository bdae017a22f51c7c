import type { DocumentAccess, User } from '@crochet/content'
import type { Document } from '@crochet/realtime'
import * as Y from 'yjs'
import { LiveGuard, type GuardLimits } from '../guard/live-guard.ts'
import { RootHolder } from '../mapping/holder.ts'
import { prepareLevel, type Values } from '../mapping/level.ts'
import { seed } from '../seed.ts'
import { writeBack } from '../write-back.ts'
import type { LiveReference } from './live-names.ts'
import { reconcile } from './reconcile.ts'
import { storedState, tell, told, type ServerState } from './server-map.ts'

/** Who has edited a document. */
export interface Editor {
  readonly user: User | null
  readonly headers: Headers
}

/** A live document in memory. */
export class OpenDocument {
  readonly about: LiveReference
  readonly document: Document
  readonly guard: LiveGuard
  /** Whether its own store is under way: what that writes is no news. */
  storing = false
  readonly #access: DocumentAccess
  /** By account; the last one edited last. */
  readonly #editors = new Map<string, Editor>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(
    about: LiveReference,
    document: Document,
    { access, limits }: { access: DocumentAccess; limits?: Partial<GuardLimits> | undefined },
  ) {
    this.about = about
    this.document = document
    this.#access = access
    this.guard = new LiveGuard(about.shape, document, limits)
  }

  /** Fills it with what is stored, or brings what the journal has together with that. @returns whether it is ahead of what is stored */
  load(): Promise<boolean> {
    return this.#inTurn(async () => {
      const stored = await this.stored()
      if (stored === undefined) return false
      const { shape } = this.about
      const isNew = Y.decodeStateVector(this.document.content.stateVector()).size === 0
      if (!isNew) {
        let isAhead = false
        this.#write(() => (isAhead = reconcile(shape, this.document, stored)))
        return isAhead
      }
      const said = { status: 'saved', errors: [], ...storedState(shape, stored) } as const
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
    })
  }

  /** Its edits are stored. @param values what was read of it @param stored what hooks have made of that */
  saved(values: Values, stored: Values): void {
    const { shape } = this.about
    this.#write(() => {
      writeBack(shape, this.document, { from: values, to: stored, newer: 'stays' })
      tell(this.document, { status: 'saved', errors: [], ...storedState(shape, stored) })
    })
  }

  /** Its edits were refused: they stay in the document. */
  refused(errors: ServerState['errors']): void {
    const said = errors.map(({ path, message }) => (path === undefined ? { message } : { path, message }))
    this.#write(() => tell(this.document, { status: 'invalid', errors: said }))
  }

  edited(editor: Editor): void {
    this.#note(editor)
    if (told(this.document).status !== 'saving') this.#write(() => tell(this.document, { status: 'saving' }))
  }

  /** Who has edited it since it was asked last, the last one at the end. */
  takeEditors(): Editor[] {
    const editors = [...this.#editors.values()]
    this.#editors.clear()
    return editors
  }

  /** They are asked for again. */
  giveBackEditors(editors: readonly Editor[]): void {
    const since = this.takeEditors()
    for (const editor of [...editors, ...since]) this.#note(editor)
  }

  /** Gives rows that have no id the one that they are read with. */
  settle(): void {
    this.#write(() => prepareLevel(this.about.shape.fields, new RootHolder(this.document)))
  }

  #note(editor: Editor): void {
    const { user } = editor
    const account = user === null ? '' : `${String(user.collection)}/${String(user.id)}`
    this.#editors.delete(account)
    this.#editors.set(account, editor)
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
