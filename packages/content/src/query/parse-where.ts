import { isPlainObject } from '@crochet/hooks'
import { QueryError } from '../errors.ts'
import { shown } from './shown.ts'

/** A `where` whose form and size have been checked, and nothing else. */
export type Asked = { readonly and: readonly Asked[] } | { readonly or: readonly Asked[] } | AskedCondition

export interface AskedCondition {
  readonly path: string
  readonly operator: string
  readonly value: unknown
}

const mostConditions = 100
const mostParts = 200
const deepest = 10
const mostValues = 1000
const longestSearch = 1000
const mostCharacters = 1_000_000

/** @throws QueryError `WHERE_SHAPE`, `WHERE_LIMIT` */
export const parseWhere = (where: unknown): Asked => new Parsing().part(where, 1)

/** The paths that are asked for. */
export function pathsOf(asked: Asked): string[] {
  if ('and' in asked) return asked.and.flatMap(pathsOf)
  return 'or' in asked ? asked.or.flatMap(pathsOf) : [asked.path]
}

class Parsing {
  #conditions = 0
  #parts = 0
  #characters = 0

  part(part: unknown, depth: number): Asked {
    if (!isPlainObject(part)) throw new QueryError('WHERE_SHAPE', 'A `where`, or a part of it, is no object.', 'where')
    if (depth > deepest) throw tooMuch(`The \`where\` has more than ${deepest} levels.`)
    if (++this.#parts > mostParts) throw tooMuch(`The \`where\` has more than ${mostParts} parts.`)
    const all: Asked[] = []
    for (const [key, value] of Object.entries(part)) {
      if (value === undefined) throw isUndefined(key)
      if (key === 'and') all.push({ and: this.#list(key, value, depth) })
      else if (key === 'or') all.push({ or: this.#list(key, value, depth) })
      else all.push(...this.#conditionsOn(key, value))
    }
    const [only] = all
    return all.length === 1 && only !== undefined ? only : { and: all }
  }

  #list(key: string, value: unknown, depth: number): Asked[] {
    if (!Array.isArray(value)) throw new QueryError('WHERE_SHAPE', `\`${key}\` takes a list.`, key)
    if (value.length > mostConditions) throw tooMuch(`\`${key}\` has more than ${mostConditions} parts.`, key)
    return value.map((inner) => this.part(inner, depth + 1))
  }

  #conditionsOn(path: string, tests: unknown): AskedCondition[] {
    if (!isPlainObject(tests)) {
      throw new QueryError('WHERE_SHAPE', `Write { ${shown(path)}: { equals: … } }.`, shown(path))
    }
    return Object.entries(tests).map(([operator, value]) => {
      if (value === undefined) throw isUndefined(path)
      this.#count(path, operator, value)
      return { path, operator, value }
    })
  }

  #count(path: string, operator: string, value: unknown): void {
    const at = shown(path)
    this.#conditions += 1
    if (typeof value === 'string') this.#addText(value, at)
    if (Array.isArray(value)) {
      if (value.length > mostValues) throw tooMuch(`The list has more than ${mostValues} values.`, at)
      for (const item of value) if (typeof item === 'string') this.#addText(item, at)
    }
    const isSearch = operator === 'like' || operator === 'contains'
    if (isSearch && typeof value === 'string' && value.length > longestSearch) {
      throw tooMuch(`"${operator}" takes at most ${longestSearch} characters.`, at)
    }
    if (operator === 'like' && typeof value === 'string') this.#conditions += value.trim().split(/\s+/u).length - 1
    if (operator === 'all') this.#conditions += Math.max(toList(value)?.length ?? 0, 1) - 1
    if (this.#conditions > mostConditions) {
      throw tooMuch(`The \`where\` has more than ${mostConditions} conditions.`, at)
    }
  }

  #addText(text: string, path: string): void {
    this.#characters += text.length
    if (this.#characters > mostCharacters) {
      throw tooMuch(`The values have more than ${mostCharacters} characters.`, path)
    }
  }
}

/** Left out, it would widen what is found: `{ owner: { equals: user.id } }` of a user without an id. */
const isUndefined = (key: string): QueryError =>
  new QueryError('WHERE_SHAPE', `\`${shown(key)}\` is undefined; leave it out, or write null for no value.`, shown(key))

const tooMuch = (message: string, path: string = 'where'): QueryError => new QueryError('WHERE_LIMIT', message, path)

/** A list as it was sent: itself, a text of values with commas between them, or the one value of a list. */
export function toList(value: unknown): readonly unknown[] | undefined {
  if (typeof value === 'string') return value.split(',')
  if (Array.isArray(value)) return value
  return typeof value === 'number' || typeof value === 'boolean' ? [value] : undefined
}
