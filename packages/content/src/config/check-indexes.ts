import { isPlainObject } from '@crochet/hooks'
import { fieldTypes } from '../fields/field-types.ts'
import { checkKeys, isText, type Problems } from './check-parts.ts'
import type { ValueField } from './field-config.ts'

const mostFields = 16
const ofEveryDocument = ['id', 'createdAt', 'updatedAt']

/** What the fields of an index are looked up in. */
interface Surroundings {
  readonly problems: Problems
  /** The top-level fields by name. */
  readonly fields: ReadonlyMap<string, ValueField>
  readonly timestamps: boolean
}

/** Checks `indexes` of a collection: each names top-level fields with a single value, no two the same ones. */
export function checkIndexes(value: unknown, path: string, around: Surroundings): void {
  const { problems } = around
  if (value === undefined) return
  if (!Array.isArray(value)) return problems.add(path, "write a list of indexes: [{ fields: ['tenant', 'slug'] }]")
  const taken = new Set<string>()
  for (const [index, entry] of (value as readonly unknown[]).entries()) {
    const place = `${path}[${index}]`
    if (!isPlainObject(entry)) {
      problems.add(place, "write an object: { fields: ['tenant', 'slug'], unique: true }")
      continue
    }
    checkKeys(entry, place, { problems, known: ['fields', 'unique'] })
    if (!['undefined', 'boolean'].includes(typeof entry['unique']))
      problems.add(`${place}.unique`, 'write true or false')
    checkNames(entry['fields'], `${place}.fields`, around)
    const key = String(entry['fields'])
    if (taken.has(key)) problems.add(place, 'another index has the same fields in the same order; leave one out')
    taken.add(key)
  }
}

function checkNames(names: unknown, path: string, around: Surroundings): void {
  const { problems } = around
  if (!Array.isArray(names) || names.length === 0 || !names.every(isText))
    return problems.add(path, "write a list of field names: ['tenant', 'slug']")
  if (names.length > mostFields) problems.add(path, `an index has at most ${mostFields} fields`)
  if (new Set(names).size < names.length) problems.add(path, 'name each field once')
  for (const name of new Set(names)) {
    const problem = problemOf(name, around)
    if (problem !== undefined) problems.add(path, `\`${name}\` ${problem}`)
  }
}

function problemOf(name: string, { fields, timestamps }: Surroundings): string | undefined {
  const field = fields.get(name)
  if (field === undefined) {
    if (name === 'id' || (timestamps && ofEveryDocument.includes(name))) return undefined
    const [top = ''] = name.split('.')
    if (name !== top && fields.has(top)) return `is inside \`${top}\`; only top-level fields have a column of their own`
    return 'is no field of the collection; name top-level fields'
  }
  const type = fieldTypes.get(field.type)
  if (type === undefined) return undefined // said where the type is
  const column = typeof type.column === 'function' ? type.column(field) : type.column
  if (field.virtual !== undefined && field.virtual !== false)
    return 'is virtual, and nothing of it is stored; leave it out'
  if ('hasMany' in field && field.hasMany === true) return 'has no single value to compare; leave it out'
  if (type.secret === true) return 'is secret, and nothing to ask for; leave it out'
  return column === 'json' ? 'has no single value to compare; leave it out' : undefined
}
