/** Told what is written through a view. */
export interface Writes {
  wrote(key: string, value: unknown): void
  removed?(key: string): void
}

/**
 * An object or list as one hook module sees it: reads and writes go to `current()`, whatever that is at the moment, and what is written
 * is noted as the module's. So a module that keeps `app.services` writes to the right one before and after a swap.
 */
export function ownedView<T extends object>(current: () => T, writes: Writes): T {
  const shape = Array.isArray(current()) ? [] : {}
  return new Proxy(shape as T, {
    get: (_, key) => Reflect.get(current(), key) as unknown,
    has: (_, key) => Reflect.has(current(), key),
    ownKeys: () => Reflect.ownKeys(current()),
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(current(), key),
    set(_, key, value) {
      if (typeof key === 'string') writes.wrote(key, value)
      return Reflect.set(current(), key, value)
    },
    defineProperty(_, key, descriptor) {
      if (typeof key === 'string') writes.wrote(key, descriptor.value)
      return Reflect.defineProperty(current(), key, descriptor)
    },
    deleteProperty(_, key) {
      if (typeof key === 'string') writes.removed?.(key)
      return Reflect.deleteProperty(current(), key)
    },
  })
}
