import * as Y from 'yjs'
import type { LiveShape } from '../live-shape.ts'
import { innerSpot, rootSpot, type AnyType, type Spot } from './spot.ts'
import type { UpdateStructs } from './update-structs.ts'

/** Where an item of an update is put. */
export interface ItemPlace {
  readonly spot: Spot
  /** Name of the entry of a map; `null` in lists. */
  readonly key: string | null
  /** What stands for the type that it is put into: the same for all items in it. */
  readonly list: unknown
  /** How many items are in it now. */
  readonly length: number
}

/** Finds out what the types in a document are there for. */
export class Spots {
  readonly #shape: LiveShape
  readonly #doc: Y.Doc
  /** A type stays what it is. */
  readonly #known = new WeakMap<AnyType, Spot>()

  constructor(shape: LiveShape, doc: Y.Doc) {
    this.#shape = shape
    this.#doc = doc
  }

  /** The spot of a type that is in the document. */
  of(type: AnyType): Spot {
    const known = this.#known.get(type)
    if (known !== undefined) return known
    const item = type._item
    const blockType = (): unknown => (type instanceof Y.Map ? type.get('blockType') : undefined)
    const spot =
      item === null
        ? rootSpot(this.#shape, Y.findRootTypeKey(type))
        : innerSpot(this.of(item.parent as unknown as AnyType), { key: item.parentSub, type, blockType })
    this.#known.set(type, spot)
    return spot
  }

  /** A root type may be another object later, when it is first used. */
  listOf(type: AnyType): unknown {
    return type._item === null ? `root ${Y.findRootTypeKey(type)}` : type
  }

  inRoot(name: string, key: string | null): ItemPlace {
    const length = this.#doc.share.get(name)?._length ?? 0
    return { spot: rootSpot(this.#shape, name), key, list: `root ${name}`, length }
  }

  inType(type: AnyType, key: string | null): ItemPlace {
    return { spot: this.of(type), key, list: this.listOf(type), length: type._length }
  }

  /** An item that is in the document; `gone` if it has been collected; nothing if it is not there yet. */
  stored(id: Y.ID): Y.Item | 'gone' | undefined {
    const { store } = this.#doc
    if (id.clock >= Y.getState(store, id.client)) return undefined
    const item = Y.getItem(store, id) as unknown
    return item instanceof Y.Item ? item : 'gone'
  }

  placesIn(structs: UpdateStructs): PlacesInUpdate {
    return new PlacesInUpdate(this, structs)
  }
}

const gone: ItemPlace = { spot: { is: 'gone', path: '' }, key: null, list: 'gone', length: 0 }

class PlacesInUpdate {
  readonly #spots: Spots
  readonly #structs: UpdateStructs
  readonly #found = new Map<Y.Item, ItemPlace | undefined>()

  constructor(spots: Spots, structs: UpdateStructs) {
    this.#spots = spots
    this.#structs = structs
  }

  /** Where an item of the update is put; `undefined` if it builds on something that is not there. */
  of(item: Y.Item): ItemPlace | undefined {
    // Items that stand one behind the other are followed without recursion: there may be a million of them.
    const chain = new Set<Y.Item>()
    let place: ItemPlace | undefined
    for (let next: Y.Item | undefined = item; next !== undefined && !chain.has(next);) {
      if (this.#found.has(next)) {
        place = this.#found.get(next)
        break
      }
      chain.add(next)
      const step: ItemPlace | Y.Item | undefined = this.#step(next)
      if (!(step instanceof Y.Item)) place = step
      next = step instanceof Y.Item ? step : undefined
    }
    for (const each of chain) this.#found.set(each, place)
    return place
  }

  /** @returns the place, or another item of the update that is in the same one */
  #step({ parent, parentSub, origin, rightOrigin }: Y.Item): ItemPlace | Y.Item | undefined {
    if (typeof parent === 'string') return this.#spots.inRoot(parent, parentSub)
    if (parent instanceof Y.ID) return this.#inside(parent, parentSub)
    const beside = origin ?? rightOrigin
    if (beside === null) return undefined
    const stored = this.#spots.stored(beside)
    if (stored === 'gone') return gone
    if (stored === undefined) return this.#structs.find(beside)
    return this.#spots.inType(stored.parent as unknown as AnyType, stored.parentSub)
  }

  #inside(id: Y.ID, key: string | null): ItemPlace | undefined {
    const stored = this.#spots.stored(id)
    if (stored === 'gone' || stored?.content instanceof Y.ContentDeleted) return gone
    if (stored !== undefined) {
      return stored.content instanceof Y.ContentType ? this.#spots.inType(stored.content.type, key) : undefined
    }
    const item = this.#structs.find(id)
    const around = item === undefined ? undefined : this.of(item)
    if (item === undefined || around === undefined || !(item.content instanceof Y.ContentType)) return undefined
    const blockType = (): unknown => this.#structs.blockTypeOf(item)
    const entry = { key: around.key, type: item.content.type, blockType }
    return { spot: innerSpot(around.spot, entry), key, list: item, length: 0 }
  }
}
