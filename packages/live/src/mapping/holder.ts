import * as Y from 'yjs'
import type { LiveField, Shared, SharedMapping } from './live-field.ts'

/** Name of the root type with the plain values of a document. */
export const valuesRoot = 'fields'

/** Where the fields of one level are: in the document itself, or in the map of a group or row. */
export interface Holder {
  /** What is there under a field's name, whatever it is. */
  get(field: LiveField): unknown
  /** The Yjs type of a field: made, if there is none, or something else is in its place. `undefined` if it cannot be made. */
  shared(field: LiveField, mapping: SharedMapping): Shared | undefined
  /** `null` takes the value away. */
  set(field: LiveField, value: unknown): void
}

/** The top level: each field with a Yjs type is a root type, all others are entries of one map. */
export class RootHolder implements Holder {
  readonly #doc: Y.Doc

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  get(field: LiveField): unknown {
    const { mapping, name } = field
    return mapping.is === 'value' ? rootOf(this.#doc, valuesRoot, Y.Map)?.get(name) : this.shared(field, mapping)
  }

  shared({ name }: LiveField, { type }: SharedMapping): Shared | undefined {
    return rootOf(this.#doc, name, type)
  }

  set({ name }: LiveField, value: unknown): void {
    const values = rootOf(this.#doc, valuesRoot, Y.Map)
    if (values !== undefined) put(values, name, value)
  }
}

/** Inside a group or row. */
export class MapHolder implements Holder {
  readonly #map: Y.Map<unknown>

  constructor(map: Y.Map<unknown>) {
    this.#map = map
  }

  get({ name }: LiveField): unknown {
    return this.#map.get(name)
  }

  shared({ name }: LiveField, { type }: SharedMapping): Shared {
    const held = this.#map.get(name)
    if (held instanceof type) return held
    const made = new type()
    this.#map.set(name, made)
    return made
  }

  set({ name }: LiveField, value: unknown): void {
    put(this.#map, name, value)
  }
}

/** @returns nothing where code has taken the root for another type */
export function rootOf<T extends Y.AbstractType<never> | Shared>(
  doc: Y.Doc,
  name: string,
  type: new () => T,
): T | undefined {
  const known = doc.share.get(name)
  if (known !== undefined && known.constructor !== Y.AbstractType && !(known instanceof type)) return undefined
  return doc.get(name, type as never) as unknown as T
}

function put(map: Y.Map<unknown>, name: string, value: unknown): void {
  if (value !== null) map.set(name, value)
  else if (map.has(name)) map.delete(name)
}
