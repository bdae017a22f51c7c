import * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import type { Problem } from '../mapping/live-field.ts'
import { contentFlaw } from './content-flaw.ts'
import { pathIn, type AnyType } from './spot.ts'
import { add, RefusedParts } from './refused-parts.ts'
import { Spots, type ItemPlace } from './spots.ts'
import { UpdateStructs, type Deletion } from './update-structs.ts'

/** Who sends an update. */
export interface Writer {
  /** Paths of the fields that the user may not update: `title`, `seo.title`, `items.price`, `layout.quote.text`. */
  readonly forbidden: ReadonlySet<string>
}

export interface GuardLimits {
  /** Rows in one list. */
  readonly rows: number
}

const defaultLimits: GuardLimits = { rows: 1000 }

/** More are not named: somebody does it on purpose. */
const mostProblems = 10

/** Looks at what clients send to one document, before it is applied. */
export class LiveGuard {
  readonly #doc: Y.Doc
  readonly #limits: GuardLimits
  readonly #spots: Spots

  constructor(shape: LiveShape, doc: Y.Doc, limits: Partial<GuardLimits> = {}) {
    this.#doc = doc
    this.#limits = { ...defaultLimits, ...limits }
    this.#spots = new Spots(shape, doc)
  }

  /**
   * What an update does that it may not: it writes to what is no field, to the server's own, to a field that the user may not update, or
   * what is no value there. Only the update is walked, and the way from each change up to its root; nothing is applied.
   *
   * @param update as a client has sent it, in Yjs' V1 encoding
   * @returns an empty list, most of the time
   */
  violations(update: Uint8Array, writer: Writer): Problem[] {
    return this.inspect(update, writer).violations
  }

  /** The same, with what else is to be known of the update. */
  inspect(update: Uint8Array, { forbidden }: Writer): Inspected {
    const problems = new Map<string, Problem>()
    const fields = new Set<string>()
    const refused = new RefusedParts()
    const report = (path: string, message: string): void => {
      if (problems.size < mostProblems) problems.set(`${path} ${message}`, { path, message })
    }
    let isWhole = false
    try {
      const structs = new UpdateStructs(update)
      const about = { doc: this.#doc, spots: this.#spots, structs, forbidden, fields, refused, report }
      isWhole = new Inspection(about).run(this.#limits)
    } catch {
      report('', 'cannot be read')
    }
    return { violations: [...problems.values()], fields, refused: isWhole ? refused : undefined }
  }
}

export interface Inspected {
  readonly violations: Problem[]
  /** Top-level fields that it writes to, and may. */
  readonly fields: ReadonlySet<string>
  /** What of it violates; `undefined` when it cannot be told from the rest. */
  readonly refused: RefusedParts | undefined
}

interface Inspecting extends Writer {
  readonly doc: Y.Doc
  readonly spots: Spots
  readonly structs: UpdateStructs
  readonly fields: Set<string>
  readonly refused: RefusedParts
  readonly report: (path: string, message: string) => void
}

/** How many rows a list has, and how many come to it. */
interface Rows {
  readonly path: string
  readonly length: number
  more: number
  readonly added: Y.Item[]
}

class Inspection {
  readonly #about: Inspecting
  readonly #rows = new Map<unknown, Rows>()

  constructor(about: Inspecting) {
    this.#about = about
  }

  /** @returns false when it builds on something that is not there: what it does cannot be known */
  run({ rows: mostRows }: GuardLimits): boolean {
    const { structs, doc, spots, report, refused } = this.#about
    const places = spots.placesIn(structs)
    for (const item of structs.items) {
      const known = Y.getState(doc.store, item.id.client)
      if (item.id.clock + item.length <= known) continue
      const place = places.of(item)
      if (place === undefined) {
        report('', 'builds on something that is not in the document')
        return false
      }
      if (!this.#passes(item, place)) add(refused.insertions, item, { from: known })
    }
    for (const range of structs.deletions) this.#checkDeletion(range)
    for (const { path, length, more, added } of this.#rows.values()) {
      if (more <= 0 || length + more <= mostRows) continue
      report(path, `must have at most ${mostRows} rows`)
      for (const row of added) add(refused.insertions, row, { from: Y.getState(doc.store, row.id.client) })
    }
    return true
  }

  #passes(item: Y.Item, { spot, key, list, length }: ItemPlace): boolean {
    const path = key === null ? spot.path : pathIn(spot, key)
    const flaw = contentFlaw(spot, key, item.content)
    if (flaw !== undefined) {
      this.#about.report(path, flaw)
      if (spot.is === 'server') this.#about.refused.closed.add(path)
      return false
    }
    if (spot.is === 'gone') return true
    // It has been removed again: that does no harm, but goes with the rest.
    if (spot.is === 'server') return false
    if (spot.is === 'rows' && item.countable) {
      const rows = this.#rowsOf(list, { path: spot.path, length })
      rows.more += item.length
      rows.added.push(item)
    }
    return this.#mayUpdate(path)
  }

  /** What is inside something that goes, goes with it, whoever may update it. */
  #checkDeletion({ client, clock, end }: Deletion): void {
    const { doc, structs, spots, refused, report } = this.#about
    const stored = doc.store.clients.get(client)
    if (stored === undefined || clock >= Y.getState(doc.store, client)) return
    for (let index = Y.findIndexSS(stored, clock); index < stored.length; index++) {
      const item = stored[index]
      if (item === undefined || item.id.clock >= end) return
      if (!(item instanceof Y.Item) || item.deleted) continue
      const parent = item.parent as unknown as AnyType
      const around = parent._item
      if (around !== null && (around.deleted || structs.deletes(around.id))) continue
      const spot = spots.of(parent)
      const path = item.parentSub === null ? spot.path : pathIn(spot, item.parentSub)
      if (spot.is === 'rows' && item.countable) {
        this.#rowsOf(spots.listOf(parent), { path, length: parent._length }).more -= item.length
      }
      if (spot.is === 'server') {
        report(path, "is the server's to write")
        refused.closed.add(path)
      }
      if (spot.is === 'server' || !this.#mayUpdate(path)) add(refused.deletions, item, { from: clock, to: end })
    }
  }

  #mayUpdate(path: string): boolean {
    const { forbidden, fields, refused, report } = this.#about
    for (const closed of forbidden) {
      if (path !== closed && !path.startsWith(`${closed}.`)) continue
      report(closed, 'may not be updated')
      refused.closed.add(closed)
      return false
    }
    const [field = ''] = path.split('.', 1)
    fields.add(field)
    return true
  }

  #rowsOf(list: unknown, { path, length }: Pick<Rows, 'path' | 'length'>): Rows {
    const known = this.#rows.get(list)
    if (known !== undefined) return known
    const rows: Rows = { path, length, more: 0, added: [] }
    this.#rows.set(list, rows)
    return rows
  }
}
