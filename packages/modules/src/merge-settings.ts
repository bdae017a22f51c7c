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
 * Merges the settings of one module deeply into a new object that shares no plain object and no array with its sources. Later sources win; arrays and
 * instances of classes are replaced as a whole; `undefined` keeps what was; prototype keys are dropped at every depth.
 *
 * @param module the module's name, for the error
 * @param sources from the weakest to the strongest
 * @throws ModuleError `MODULE_SETTINGS_INVALID` when a source is nested more than 64 deep, or in a circle
 */
export function mergeSettings(module: string, ...sources: readonly Record<string, unknown>[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {}
  for (const source of sources) {
    if (!isDepthAllowed(source, 0)) {
      const message = `The settings of the hook module "${module}" are nested more than ${maxDepth} deep, or in a circle`
      throw new ModuleError('MODULE_SETTINGS_INVALID', message, { module })
    }
    mergeInto(merged, source)
  }
  return merged
}

function isDepthAllowed(value: unknown, depth: number): boolean {
  if (!isPlainObject(value) && !Array.isArray(value)) return true
  return depth <= maxDepth && Object.values(value).every((inner) => isDepthAllowed(inner, depth + 1))
}

function mergeInto(target: Record<string, unknown>, source: Record<string, unknown>): void {
  for (const [key, value] of Object.entries(source)) {
    if (prototypeKeys.has(key) || value === undefined) continue
    const held = target[key]
    if (isPlainObject(value) && isPlainObject(held)) mergeInto(held, value)
    else target[key] = copy(value)
  }
}

function copy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copy)
  if (!isPlainObject(value)) return value
  const copied: Record<string, unknown> = {}
  mergeInto(copied, value)
  return copied
}
