import { isDeepStrictEqual } from 'node:util'
import type { User } from '@crochet/content'
import type { Journal } from '@crochet/storage'
import type { Values } from '../mapping/level.ts'
import type { Attempt } from './attempt.ts'

/** Who has edited a document. */
export interface Editor {
  readonly user: User | null
  readonly headers: Headers
  /** Paths of the fields that they could not update when they edited. */
  readonly forbidden: ReadonlySet<string>
}

/** An editor, and the top-level fields that they have written to. */
export interface Written extends Editor {
  readonly fields: ReadonlySet<string>
}

/** Who has edited what since a document was stored. */
export interface Taken {
  /** Who edited last is the last one. */
  readonly editors: readonly Written[]
  /** What is kept of it in the journal ends here. */
  readonly upTo: number
}

/** What an earlier run of the server has left. */
export interface Left {
  /** What was stored of each field when somebody edited it; there may be several, of which some are outdated. */
  readonly bases: ReadonlyMap<string, readonly unknown[]>
  /** Stores that were begun. */
  readonly attempts: readonly Attempt[]
}

/** A row of the journal; others are attempts. */
interface Kept {
  readonly user: { readonly [Key in 'id' | 'collection' | '_strategy' | '_sid' | '_key']?: unknown } | null
  readonly forbidden: readonly string[]
  readonly fields: readonly string[]
  /** What was stored of the fields before they were edited. */
  readonly base: Values
}

export type EditorsJournal = Pick<Journal, 'append' | 'load' | 'drop' | 'remove'>

export interface EditorsOptions {
  /** Of the document. */
  readonly name: string
  readonly journal: EditorsJournal
  /** The account that an editor who is read from the journal has now; `null` for none. */
  readonly currentUser: (user: User) => Promise<User | null>
}

/** In the journal it stands beside the document, under a name that nobody can ask for. */
export const editorsName = (document: string): string => `\u0001editors/${document}`

/**
 * Who has edited what of a document since it was last stored: also if the server ends in between, so that what is left is stored in their
 * name, and merged with what was stored before they came.
 */
export class Editors {
  readonly #options: EditorsOptions
  readonly #editors = new Map<string, Editor & { readonly fields: Set<string> }>()
  /** What was stored of the fields that they have written to, before they did. */
  readonly #base = new Map<string, unknown>()
  #appended: Promise<number> = Promise.resolve(0)
  /** Up to where rows are no longer needed, and up to where they have been dropped. */
  #finished = 0
  #dropped = 0

  constructor(options: EditorsOptions) {
    this.#options = options
  }

  /** Reads what an earlier run of the server has left. */
  async load(): Promise<Left> {
    const { journal, name, currentUser } = this.#options
    const { updates, seq, stored } = await journal.load(editorsName(name))
    this.#appended = Promise.resolve(seq)
    this.#dropped = stored
    const bases = new Map<string, unknown[]>()
    const attempts: Attempt[] = []
    for (const update of updates) {
      const kept = JSON.parse(Buffer.from(update).toString()) as Kept | Attempt
      if ('shares' in kept) {
        attempts.push(kept)
        continue
      }
      const { user, fields, forbidden, base } = kept
      for (const [field, value] of Object.entries(base)) bases.set(field, [...(bases.get(field) ?? []), value])
      if (fields.length === 0) continue
      const account = user === null ? null : await currentUser(user)
      // What somebody wrote who has gone since is the server's own.
      if (user === null || account !== null)
        this.#add({ user: account, headers: new Headers(), forbidden: new Set(forbidden) }, fields)
    }
    return { bases, attempts }
  }

  /**
   * Somebody has edited. It is journalled ahead of the edit itself, in the same commit at the latest.
   *
   * @param known the stored document that the shared one agreed with last
   */
  note(editor: Editor, fields: Iterable<string>, known: Values): void {
    const before = this.#editors.get(accountOf(editor))?.fields
    const news = [...fields].filter((field) => before?.has(field) !== true)
    this.#add(editor, fields)
    if (news.length === 0) return
    this.#drop()
    const base = this.#takeBase(
      news.filter((field) => !this.#base.has(field)),
      known,
    )
    void this.#append({ user: printOf(editor.user), forbidden: [...editor.forbidden], fields: news, base })
  }

  /** The shared document agrees with another stored one now. */
  agree(known: Values): void {
    const edited = new Set([...this.#editors.values()].flatMap(({ fields }) => [...fields]))
    for (const field of this.#base.keys()) if (!edited.has(field)) this.#base.delete(field)
    const base = this.#takeBase(
      [...edited].filter((field) => !isDeepStrictEqual(this.#base.get(field), known[field] ?? null)),
      known,
    )
    if (Object.keys(base).length > 0) void this.#append({ user: null, forbidden: [], fields: [], base })
  }

  /** Takes everybody: a store begins. */
  async take(): Promise<Taken> {
    this.#drop()
    const editors = [...this.#editors.values()]
    this.#editors.clear()
    return { editors, upTo: await this.#appended }
  }

  /** A store of theirs begins. @returns once that is on disk */
  async begin(attempt: Attempt): Promise<void> {
    await this.#append(attempt)
  }

  /** Those who were taken, and who has come since: what a store reads may be theirs already. The next one takes them. */
  withSince({ editors, upTo }: Taken): Taken {
    const all = new Map<string, Written>()
    for (const editor of [...editors, ...this.#editors.values()]) {
      const account = accountOf(editor)
      const before = all.get(account)?.fields ?? []
      all.delete(account)
      all.set(account, { ...editor, fields: new Set([...before, ...editor.fields]) })
    }
    return { editors: [...all.values()], upTo }
  }

  /** What they have written could not be stored. */
  giveBack({ editors }: Pick<Taken, 'editors'>): void {
    const since = [...this.#editors.values()]
    this.#editors.clear()
    for (const { fields, ...editor } of [...editors, ...since]) this.#add(editor, fields)
  }

  /** What they have written is stored. What is kept of it goes when the document is sure to know that on disk. */
  finish({ upTo }: Pick<Taken, 'upTo'>): void {
    this.#finished = Math.max(this.#finished, upTo)
  }

  /** The document begins anew: what an earlier run has left is about another one. */
  async forget(): Promise<void> {
    this.finish(await this.take())
    this.#drop()
  }

  /** The document has left memory, and is on disk: what was stored, it knows. */
  async leave(): Promise<void> {
    const upTo = await this.#appended
    if (this.#editors.size === 0) this.finish({ upTo })
    this.#drop()
  }

  #drop(): void {
    if (this.#finished <= this.#dropped) return
    this.#dropped = this.#finished
    const { journal, name } = this.#options
    // What stays is found to be outdated when it is loaded.
    void journal.drop(editorsName(name), this.#dropped).catch(() => undefined)
  }

  #takeBase(fields: readonly string[], known: Values): Values {
    const base: Values = {}
    for (const field of fields) {
      base[field] = known[field] ?? null
      this.#base.set(field, base[field])
    }
    return base
  }

  #add(editor: Editor, fields: Iterable<string>): void {
    const account = accountOf(editor)
    const before = this.#editors.get(account)?.fields ?? []
    this.#editors.delete(account)
    this.#editors.set(account, { ...editor, fields: new Set([...before, ...fields]) })
  }

  #append(kept: Kept | Attempt): Promise<number> {
    const { journal, name } = this.#options
    const appended = journal.append(editorsName(name), Buffer.from(JSON.stringify(kept)))
    const before = this.#appended
    // A journal that fails, fails for the edit, too, which then is neither acknowledged nor lost.
    this.#appended = appended.catch(() => before)
    return appended
  }
}

const accountOf = ({ user }: Editor): string =>
  user === null ? '' : `${String(user['collection'])}/${String(user['id'])}`

/** As much of a user as it takes to find them again. */
function printOf(user: User | null): Kept['user'] {
  if (user === null) return null
  const { id, collection, _strategy, _sid, _key } = user as Record<string, unknown>
  return { id, collection, _strategy, _sid, _key }
}
