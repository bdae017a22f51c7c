const dangerous = ['__proto__', 'constructor', 'prototype'] as const

/** Whether `value` is an object made by a literal, `JSON.parse` or `Object.create(null)`: not an array, not an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || isForeignObjectPrototype(prototype as object)
}

/** `Object.prototype` of another realm (a vm context, a test runner) is recognised by what it lacks: a prototype of its own. */
const isForeignObjectPrototype = (prototype: object): boolean =>
  Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'isPrototypeOf')

/**
 * A returned value without prototype keys. Only a plain object that has one is copied; everything else is passed through.
 */
export function withoutPrototypeKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !hasPrototypeKey(value) || !isPlainObject(value)) return value
  return mergeSafely({}, value)
}

/** Copies the own enumerable keys of `from` into `target`, but for prototype keys, and returns `target`. */
export function mergeSafely(target: Record<string, unknown>, from: Record<string, unknown>): Record<string, unknown> {
  for (const key of Object.keys(from)) {
    if (!dangerous.includes(key as (typeof dangerous)[number])) target[key] = from[key]
  }
  return target
}

const hasPrototypeKey = (value: object): boolean =>
  Object.hasOwn(value, '__proto__') || Object.hasOwn(value, 'constructor') || Object.hasOwn(value, 'prototype')
