import * as Y from 'yjs'

/** What an edit has come to. */
export interface Written {
  readonly tokens: readonly string[]
  /** It writes to what its author may not update, or maybe not. */
  readonly isOverreach: boolean
}

interface Range {
  readonly client: number
  readonly from: number
  readonly to: number
}

/**
 * What somebody writes where they may not, and what is sent with it: an update that does anything it may not is refused as a whole, so
 * words beside it in the same update may go with it, and only those. Of what somebody brings along who was away, nothing else goes than
 * what was written in the same moment.
 */
export class Overreach {
  readonly #doc: Y.Doc
  readonly #inserted: Range[] = []
  readonly #deleted: Range[] = []
  readonly #ranges = new Map<string, Range>()
  readonly #beside = new Set<string>()
  /** What is sent during an edit. */
  #held: { readonly update: Uint8Array; readonly isAll: boolean }[] | undefined

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Lets somebody edit; what is sent meanwhile is looked at once it is known what it was. */
  watch(work: () => Written): Written {
    const { clientID: client, store } = this.#doc
    const from = Y.getState(store, client)
    const deleted: Range[] = []
    const look = ({ deleteSet }: Y.Transaction): void => void deleted.push(...rangesIn(deleteSet))
    this.#doc.on('beforeObserverCalls', look)
    this.#held = []
    const written = work()
    this.#doc.off('beforeObserverCalls', look)
    const range = { client, from, to: Y.getState(store, client) }
    for (const token of written.tokens) this.#ranges.set(token, range)
    if (written.isOverreach) {
      this.#inserted.push(range)
      this.#deleted.push(...deleted)
    }
    const held = this.#held
    this.#held = undefined
    for (const { update, isAll } of held) this.sent(update, isAll)
    return written
  }

  /** An update is on its way. @param isAll whether it is all that somebody brings along: of that the rest is taken */
  sent(update: Uint8Array, isAll: boolean): void {
    if (this.#held !== undefined) return void this.#held.push({ update, isAll })
    if (this.#inserted.length === 0 && this.#deleted.length === 0) return
    const { structs, ds } = Y.decodeUpdate(update)
    const sent = structs.filter((struct) => struct instanceof Y.Item && !(struct.content instanceof Y.ContentDeleted))
    const inserted = sent.map(({ id: { client, clock }, length }) => ({ client, from: clock, to: clock + length }))
    const isTooMuch = meet(inserted, this.#inserted) || meet(rangesIn(ds), this.#deleted)
    if (!isTooMuch) return
    for (const [token, range] of this.#ranges) {
      if (meet(inserted, [range]) && (!isAll || meet([range], this.#inserted))) this.#beside.add(token)
    }
  }

  /** All that was sent has its answer: what was refused is taken back. */
  settled(): void {
    this.#inserted.length = 0
    this.#deleted.length = 0
  }

  /** Whether a word was sent together with something that is refused. */
  isBeside(token: string): boolean {
    return this.#beside.has(token)
  }
}

type DeleteSet = Y.Transaction['deleteSet']

const rangesIn = ({ clients }: DeleteSet): Range[] =>
  [...clients].flatMap(([client, items]) => items.map(({ clock, len }) => ({ client, from: clock, to: clock + len })))

const meet = (some: readonly Range[], others: readonly Range[]): boolean =>
  some.some((one) => others.some((other) => one.client === other.client && one.from < other.to && other.from < one.to))
