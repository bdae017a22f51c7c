import * as Y from 'yjs'
import { tokenOf, type Account } from './accounts.ts'
import type { Application } from './application.ts'
import type { Link } from './link.ts'
import { PlainLink } from './plain-link.ts'
import { ProviderLink } from './provider-link.ts'
import { Wire } from './wire.ts'

/** Somebody who is to have the document open. */
export interface Person {
  readonly account: Account
  /** By the protocol alone, without the published provider. */
  readonly isPlain: boolean
}

/** What an edit has come to. */
export interface Written {
  readonly tokens: readonly string[]
  /** It also writes to what its author may not update, or maybe not: then it is refused as a whole. */
  readonly isOverreach: boolean
}

/** Somebody with the document open. */
export class Client {
  readonly name: string
  readonly person: Person
  readonly doc = new Y.Doc()
  /** Words that it has written and that have not been acknowledged yet. */
  readonly waiting = new Set<string>()
  /** It has written what nobody else will ever see, and what stays in its own document. */
  hasWrittenForItself = false
  readonly #reasons: string[] = []
  readonly #wire: Wire
  readonly #link: Link
  #isOnline = true
  /** How many updates were declined when it was last said what is acknowledged. */
  #declined = 0

  // oxlint-disable-next-line max-params -- who, as what, of what, and where
  constructor(name: string, person: Person, document: string, application: Application) {
    this.name = name
    this.person = person
    this.#wire = new Wire(application)
    const Kind = person.isPlain ? PlainLink : ProviderLink
    const { doc } = this
    const about = { doc, name: document, token: tokenOf(person.account), wire: this.#wire, reasons: this.#reasons }
    this.#link = new Kind(about)
  }

  /** Why it is not synced, as far as it can be seen from here. */
  get trace(): string {
    return [this.#link.state, ...this.#reasons, ...this.#wire.last].join('; ')
  }

  /** Everything that it has written has its answer. */
  get isSynced(): boolean {
    return this.#isOnline && this.#link.isSynced && this.#wire.isAnswered
  }

  get said(): { status?: string; errors?: unknown[]; updatedAt?: string } {
    return this.doc.getMap('crochet').toJSON()
  }

  /** What it does to its document, and which words it writes by that. */
  edit(work: () => Written): void {
    const { tokens, isOverreach } = work()
    // What is written in the same moment as something that is refused may go with it. Nothing else does.
    if (!isOverreach) for (const token of tokens) this.waiting.add(token)
  }

  /** Words that are on disk, if all that was sent has its answer. */
  takeAccepted(): string[] {
    if (!this.isSynced) return []
    // Rights that come and go leave open which update was declined for want of them.
    const isSure = this.person.account !== 'changer' || this.#declined === this.#wire.declined
    const accepted = isSure ? [...this.waiting] : []
    this.#declined = this.#wire.declined
    this.waiting.clear()
    return accepted
  }

  /** Resolves once it is, or when the time is over. */
  async whenSynced(patience: number): Promise<void> {
    const over = AbortSignal.timeout(patience)
    while (!this.isSynced && !over.aborted) await this.#wire.next(over)
  }

  save(): void {
    this.#link.save()
  }

  /** The connection breaks; it comes back by itself. */
  drop(): void {
    this.#wire.terminate()
  }

  goOffline(): void {
    this.#isOnline = false
    this.#link.goOffline()
  }

  goOnline(): void {
    // The provider begins anew with each call, and so would never be done.
    if (this.#isOnline) return
    this.#isOnline = true
    this.#link.goOnline()
  }

  leave(): void {
    this.#link.leave()
  }
}
