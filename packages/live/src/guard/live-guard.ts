import * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import type { Problem } from '../mapping/live-field.ts'
import { contentFlaw } from './content-flaw.ts'
import { pathIn, type AnyType } from './spot.ts'
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

  /** The same, with the names of the fields that it writes to. */
  inspect(update: Uint8Array, { forbidden }: Writer): Inspected {
    const problems = new Map<string, Problem>()
    const fields = new Set<string>()
    try {
      const inspection = new Inspection({
        doc: this.#doc,
        spots: this.#spots,
        structs: new UpdateStructs(update),
        forbidden,
        fields,
        report(path, message) {
          problems.set(`${path} ${message}`, { path, message })
          return problems.size < mostProblems
        },
      })
      inspection.run(this.#limits)
    } catch {
      problems.set('', { path: '', message: 'cannot be read' })
    }
    return { violations: [...problems.values()], fields }
  }
}

export interface Inspected {
  readonly violations: Problem[]
  /** Top-level fields. */
  readonly fields: ReadonlySet<string>
}

interface Inspecting extends Writer {
  readonly doc: Y.Doc
  readonly spots: Spots
  readonly structs: UpdateStructs
  /** Gets the names of fields that are written to. */
  readonly fields: Set<string>
  /** @returns whether to go on */
  readonly report: (path: string, message: string) => boolean
}

/** How many rows a list has, and how many come to it. */
interface Rows {
  readonly path: string
  readonly length: number
  more: number
}

class Inspection {
  readonly #about: Inspecting
  readonly #rows = new Map<unknown, Rows>()

  constructor(about: Inspecting) {
    this.#about = about
  }

  run({ rows: mostRows }: GuardLimits): void {
    const { structs, doc, spots, report } = this.#about
    const places = spots.placesIn(structs)
    for (const item of structs.items) {
      const isNew = item.id.clock + item.length > Y.getState(doc.store, item.id.client)
      if (isNew && !this.#checkItem(item, places.of(item))) return
    }
    for (const range of structs.deletions) if (!this.#checkDeletion(range)) return
    for (const { path, length, more } of this.#rows.values()) {
      if (more > 0 && length + more > mostRows) report(path, `must have at most ${mostRows} rows`)
    }
  }

  #checkItem(item: Y.Item, place: ItemPlace | undefined): boolean {
    const { report } = this.#about
    if (place === undefined) return report('', 'builds on something that is not in the document')
    const { spot, key, list, length } = place
    const path = key === null ? spot.path : pathIn(spot, key)
    const flaw = contentFlaw(spot, key, item.content)
    if (flaw !== undefined) return report(path, flaw)
    if (spot.is === 'gone') return true
    if (spot.is === 'rows' && item.countable) this.#count(list, { path: spot.path, length, more: item.length })
    return this.#checkRight(path)
  }

  /** What is inside something that goes, goes with it, whoever may update it. */
  #checkDeletion({ client, clock, end }: Deletion): boolean {
    const { doc, structs, spots, report } = this.#about
    const stored = doc.store.clients.get(client)
    if (stored === undefined || clock >= Y.getState(doc.store, client)) return true
    for (let index = Y.findIndexSS(stored, clock); index < stored.length; index++) {
      const item = stored[index]
      if (item === undefined || item.id.clock >= end) return true
      if (!(item instanceof Y.Item) || item.deleted) continue
      const parent = item.parent as unknown as AnyType
      const around = parent._item
      if (around !== null && (around.deleted || structs.deletes(around.id))) continue
      const spot = spots.of(parent)
      const path = item.parentSub === null ? spot.path : pathIn(spot, item.parentSub)
      if (spot.is === 'rows' && item.countable) {
        this.#count(spots.listOf(parent), { path, length: parent._length, more: -item.length })
      }
      const goesOn = spot.is === 'server' ? report(path, "is the server's to write") : this.#checkRight(path)
      if (!goesOn) return false
    }
    return true
  }

  #checkRight(path: string): boolean {
    const { forbidden, fields, report } = this.#about
    const [field = ''] = path.split('.', 1)
    fields.add(field)
    for (const field of forbidden) {
      if (path === field || path.startsWith(`${field}.`)) return report(field, 'may not be updated')
    }
    return true
  }

  #count(list: unknown, { path, length, more }: Rows): void {
    const rows = this.#rows.get(list)
    if (rows === undefined) this.#rows.set(list, { path, length, more })
    else rows.more += more
  }
}
