import { isPlainObject } from './merge-settings.ts'

/**
 * Remembers the keys of an object, and what its lists and plain objects hold.
 *
 * @returns a function that puts all of it back, in place
 */
export function rememberSections(object: object): () => void {
  const target = object as Record<string, unknown>
  const held = Object.entries(target).map(([key, value]) => ({ key, value, restore: contentsOf(value) }))
  return () => {
    for (const key of Object.keys(target)) if (!held.some((one) => one.key === key)) delete target[key]
    for (const { key, value, restore } of held) {
      target[key] = value
      restore()
    }
  }
}

function contentsOf(value: unknown): () => void {
  if (Array.isArray(value)) {
    const items = [...value]
    return () => void value.splice(0, value.length, ...items)
  }
  if (!isPlainObject(value)) return () => {}
  const entries = { ...value }
  return () => {
    for (const key of Object.keys(value)) delete value[key]
    Object.assign(value, entries)
  }
}
