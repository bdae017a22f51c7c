import * as Y from 'yjs'

/** The Yjs types that fields are. */
export type Shared = Y.Text | Y.XmlFragment | Y.Map<unknown> | Y.Array<unknown>

/** Where the fields of a level are: the document itself, or the map of a group or row. */
export interface Holder {
  /** Where plain values are entries. */
  readonly values: Y.Map<unknown>
  /** @returns the type of a field, made where it is missing */
  shared<T extends Shared>(name: string, type: new () => T): T
}

export const rootHolder = (doc: Y.Doc): Holder => ({
  values: doc.getMap('fields'),
  shared: (name, type) => doc.get(name, type as never),
})

/**
 * @param mayWrite whoever may not write does not make what is missing: until somebody does, that is a type of a document of its own,
 *   and empty
 */
export const mapHolder = (map: Y.Map<unknown>, mayWrite: () => boolean): Holder => ({
  values: map,
  shared<T extends Shared>(name: string, type: new () => T): T {
    const held = map.get(name)
    if (held instanceof type) return held
    if (!mayWrite()) return new Y.Doc().get('', type as never)
    const made = new type()
    map.set(name, made)
    return made
  },
})
