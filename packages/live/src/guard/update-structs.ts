import * as Y from 'yjs'

/** A range of clocks that an update deletes, of one client. */
export interface Deletion {
  readonly client: number
  readonly clock: number
  readonly end: number
}

/** What is in an update, before it is applied. */
export class UpdateStructs {
  readonly items: readonly Y.Item[]
  readonly deletions: readonly Deletion[]
  readonly #itemsOf: ReadonlyMap<number, readonly Y.Item[]>
  readonly #deletionsOf: ReadonlyMap<number, readonly Deletion[]>
  readonly #blockTypes = new Map<string, unknown>()

  /** @throws what Yjs throws at bytes that are no update */
  constructor(update: Uint8Array) {
    const { structs, ds } = Y.decodeUpdate(update)
    this.items = structs.filter((struct) => struct instanceof Y.Item)
    this.deletions = [...ds.clients].flatMap(([client, ranges]) =>
      ranges.map(({ clock, len }) => ({ client, clock, end: clock + len })),
    )
    this.#itemsOf = Map.groupBy(this.items, ({ id }) => id.client)
    this.#deletionsOf = Map.groupBy(
      this.deletions.toSorted((one, other) => one.clock - other.clock),
      ({ client }) => client,
    )
    for (const { parent, parentSub, content } of this.items) {
      const says = parentSub === 'blockType' && parent instanceof Y.ID && content instanceof Y.ContentAny
      if (says) this.#blockTypes.set(nameOf(parent), content.arr[0])
    }
  }

  /** The item with an id, if the update brings it. */
  find({ client, clock }: Y.ID): Y.Item | undefined {
    const item = lastUpTo(this.#itemsOf.get(client) ?? [], clock, ({ id }) => id.clock)
    return item !== undefined && clock < item.id.clock + item.length ? item : undefined
  }

  deletes({ client, clock }: Y.ID): boolean {
    const range = lastUpTo(this.#deletionsOf.get(client) ?? [], clock, (each) => each.clock)
    return range !== undefined && clock < range.end
  }

  /** Which block a row is that the update brings: it is among its entries. */
  blockTypeOf(row: Y.Item): unknown {
    return this.#blockTypes.get(nameOf(row.id))
  }
}

const nameOf = ({ client, clock }: Y.ID): string => `${client}:${clock}`

/** The last one of an ascending list that begins at a clock or before. */
function lastUpTo<T>(list: readonly T[], clock: number, startOf: (one: T) => number): T | undefined {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const one = list[middle]
    if (one !== undefined && startOf(one) <= clock) low = middle + 1
    else high = middle
  }
  return list[low - 1]
}
