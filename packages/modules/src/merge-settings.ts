import { ModuleError } from './errors.ts'

const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype'])
const maxDepth = 64

/** Whether `value` is an object made by a literal, `JSON.parse` or `Object.create(null)`: no array, no instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return (
    prototype === null ||
    (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, 'isPrototypeOf'))
  )
}

/**
 * Merges deeply into a new object that shares no plain object and no array with its sources. Later sources win; arrays and
 * instances of classes are replaced as a whole; `undefined` keeps what was; prototype keys are dropped at every depth.
 *
 * @param sources from the weakest to the strongest
 * @throws ModuleError `MODULE_SETTINGS_INVALID` when a source is nested more than 64 deep, or in a circle
 */
export function mergeSettings(...sources: readonly Record<string, unknown>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const source of sources) mergeInto(merged, source, 0)
  return merged
}

function mergeInto(target: Record<string, unknown>, source: Record<string, unknown>, depth: number): void {
  for (const [key, value] of Object.entries(source)) {
    if (prototypeKeys.has(key) || value === undefined) continue
    const held = target[key]
    if (isPlainObject(value) && isPlainObject(held)) mergeInto(held, value, checkDepth(depth + 1))
    else target[key] = copy(value, depth + 1)
  }
}

function copy(value: unknown, depth: number): unknown {
  checkDepth(depth)
  if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1))
  if (!isPlainObject(value)) return value
  const copied: Record<string, unknown> = {}
  mergeInto(copied, value, depth)
  return copied
}

function checkDepth(depth: number): number {
  if (depth <= maxDepth) return depth
  throw new ModuleError('MODULE_SETTINGS_INVALID', `Settings are nested more than ${maxDepth} deep, or in a circle`)
}
