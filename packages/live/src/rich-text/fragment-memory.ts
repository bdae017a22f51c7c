import * as Y from 'yjs'

/** What was read of a type, and how the type was then. */
interface Known {
  readonly made: unknown
  readonly attributes: Record<string, unknown>
}

/** How much was ever put into a type, and how much of that is deleted. Both only grow, so no change leaves both as they were. */
interface Extent {
  readonly length: number
  readonly deleted: number
}

/**
 * What was read of the types of rich text: as long as nothing in one has changed, the same is given again, and nobody has to look at it.
 * No event tells of changes, since a document that somebody listens to is kept in memory as a tree; the types themselves do.
 */
export class FragmentMemory {
  readonly #known = new WeakMap<Y.XmlFragment, Known>()
  readonly #extents = new WeakMap<object, Extent>()

  /**
   * @param problems those that were reported; what was read while there came more is not remembered
   * @param read is to read everything that is in the type
   */
  of<T>(type: Y.XmlFragment, problems: readonly unknown[], read: () => T): T {
    const known = this.#known.get(type)
    if (known !== undefined && this.#isAsBefore(type)) return known.made as T
    const before = problems.length
    const made = read()
    if (problems.length > before) this.#known.delete(type)
    else this.#remember(type, made)
    return made
  }

  #remember(type: Y.XmlFragment, made: unknown): void {
    this.#known.set(type, { made, attributes: attributesOf(type) })
    this.#extents.set(type, extentOf(type))
    // Elements are remembered by themselves.
    for (const inner of type.toArray()) if (inner instanceof Y.XmlText) this.#extents.set(inner, extentOf(inner))
  }

  #isAsBefore(type: Y.XmlFragment | Y.XmlText): boolean {
    const extent = this.#extents.get(type)
    if (extent === undefined) return false
    const { length, deleted } = extentOf(type)
    if (length !== extent.length || deleted !== extent.deleted) return false
    if (type instanceof Y.XmlText) return true
    const known = this.#known.get(type)
    return known !== undefined && isSame(attributesOf(type), known.attributes) && this.#areAsBefore(type)
  }

  #areAsBefore(parent: Y.XmlFragment): boolean {
    for (let item = parent._start; item !== null; item = item.right) {
      if (item.deleted || !(item.content instanceof Y.ContentType)) continue
      const { type } = item.content
      if (!(type instanceof Y.XmlText || type instanceof Y.XmlFragment) || !this.#isAsBefore(type)) return false
    }
    return true
  }
}

function extentOf({ _start: start }: Y.XmlFragment | Y.XmlText): Extent {
  let [length, deleted] = [0, 0]
  for (let item = start; item !== null; item = item.right) {
    length += item.length
    if (item.deleted) deleted += item.length
  }
  return { length, deleted }
}

const none: Record<string, unknown> = {}

const attributesOf = (type: Y.XmlFragment): Record<string, unknown> =>
  type instanceof Y.XmlElement && type._map.size > 0 ? type.getAttributes() : none

function isSame(one: Record<string, unknown>, other: Record<string, unknown>): boolean {
  if (one === other) return true
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name])
}
