import type { LiveKind, LiveKinds } from '@crochet/content'
import * as Y from 'yjs'
import { fillRow } from './fill-row.ts'

/** A row of a list. */
export interface LiveRow<Fields = unknown, Type extends string | undefined = string | undefined> {
  /** Stable; empty until the server has given one to a row that came without. */
  readonly id: string
  readonly blockType: Type
  readonly fields: Fields
  readonly type: Y.Map<unknown>
}

/** Where rows are, and what their fields are. */
interface Rows {
  readonly type: Y.Array<unknown>
  readonly kind: Exclude<LiveKind, string>
  /** Makes the fields of a row. */
  readonly fieldsIn: (map: Y.Map<unknown>, kinds: LiveKinds) => object
}

/** The rows of an `array` or `blocks` field. */
export class LiveRows<Row extends LiveRow = LiveRow, New = Readonly<Record<string, unknown>>> {
  /** The list itself. */
  readonly type: Y.Array<unknown>
  readonly #about: Rows

  constructor(about: Rows) {
    this.type = about.type
    this.#about = about
  }

  get length(): number {
    return this.type.length
  }

  /** In order; what is no row is left out. */
  [Symbol.iterator](): IterableIterator<Row> {
    return this.type
      .toArray()
      .flatMap((map) => (map instanceof Y.Map ? [this.#row(map as Y.Map<unknown>)] : []))
      .values()
  }

  find(id: string): Row | undefined {
    return [...this].find((row) => row.id === id)
  }

  /**
   * @param values texts as text; rich text begins empty; `blockType` says which block it is
   * @param at its place; default: the last
   */
  add(values: New, at: number = this.length): Row {
    const map = new Y.Map<unknown>()
    const given = values as Readonly<Record<string, unknown>>
    this.#transact(() => {
      this.type.insert(at, [map])
      fillRow(map, { kinds: this.#kindsOf(given['blockType']), values: given })
    })
    return this.#row(map)
  }

  /** A row that is gone already is no error: somebody else was faster. */
  remove(id: string): void {
    const at = this.type.toArray().findIndex((map) => map instanceof Y.Map && map.get('id') === id)
    if (at >= 0) this.type.delete(at)
  }

  /**
   * @param listener is called after rows have come or gone; what is in them has listeners of its own
   * @returns what stops that
   */
  on(listener: () => void): () => void {
    this.type.observe(listener)
    return () => this.type.unobserve(listener)
  }

  #row(map: Y.Map<unknown>): Row {
    const [id, blockType] = [map.get('id'), map.get('blockType')]
    return {
      id: typeof id === 'string' ? id : '',
      blockType: typeof blockType === 'string' ? blockType : undefined,
      fields: this.#about.fieldsIn(map, this.#kindsOf(blockType)),
      type: map,
    } as LiveRow as Row
  }

  #kindsOf(blockType: unknown): LiveKinds {
    const { kind } = this.#about
    if ('rows' in kind) return kind.rows
    const blocks = 'blocks' in kind ? kind.blocks : {}
    return typeof blockType === 'string' && Object.hasOwn(blocks, blockType) ? (blocks[blockType] ?? {}) : {}
  }

  #transact(work: () => void): void {
    const { doc } = this.type
    if (doc === null) work()
    else doc.transact(work)
  }
}
