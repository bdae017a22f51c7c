import { isPlainObject } from '@crochet/hooks'
import { ContentError } from '../errors.ts'
import type { Data } from '../untyped.ts'

const deepest = 32
const mostKeys = 10_000
const longestKey = 1000
const mostCharacters = 10_000_000
const dangerous = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Copies what a caller sent, so that hooks can change it in place, and checks that it is JSON of a bearable size. Dates are
 * taken over as they are: `date` fields know what to do with them.
 *
 * @throws ContentError `DATA_SHAPE`, `DATA_LIMIT`
 */
export function cleanData(data: unknown): Data {
  if (!isPlainObject(data)) throw new ContentError('DATA_SHAPE', 'The data is no object.', { path: 'data' })
  return new Cleaning().clean(data, '', 0) as Data
}

class Cleaning {
  #keys = 0
  #characters = 0

  clean(value: unknown, path: string, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return this.#text(value, path)
      case 'boolean':
        return value
      case 'number':
        return Number.isFinite(value) ? value : refuse(path, 'is no finite number')
      case 'undefined':
        return undefined
      case 'object':
        break
      default:
        return refuse(path, `is a ${typeof value}, which is no JSON`)
    }
    if (value === null) return null
    if (value instanceof Date) return new Date(value)
    if (depth >= deepest)
      throw new ContentError('DATA_LIMIT', `The data is nested more than ${deepest} deep.`, { path })
    if (Array.isArray(value)) return this.#list(value, path, depth)
    return isPlainObject(value) ? this.#object(value, path, depth) : refuse(path, 'is no plain object')
  }

  #text(text: string, path: string): string {
    this.#characters += text.length
    if (this.#characters <= mostCharacters) return text
    throw new ContentError('DATA_LIMIT', `The data has more than ${mostCharacters} characters.`, { path })
  }

  #list(list: readonly unknown[], path: string, depth: number): unknown[] {
    this.#count(list.length, path)
    return list.map((item, index) => this.clean(item, join(path, String(index)), depth + 1) ?? null)
  }

  #object(object: Record<string, unknown>, path: string, depth: number): Data {
    const copy: Data = {}
    const keys = Object.keys(object)
    this.#count(keys.length, path)
    for (const key of keys) {
      if (key.length > longestKey) {
        throw new ContentError('DATA_LIMIT', `A key has more than ${longestKey} characters.`, { path })
      }
      this.#text(key, path)
      if (dangerous.has(key)) return refuse(join(path, key), 'is a name that no field can have')
      copy[key] = this.clean(object[key], join(path, key), depth + 1)
    }
    return copy
  }

  #count(more: number, path: string): void {
    this.#keys += more
    if (this.#keys > mostKeys)
      throw new ContentError('DATA_LIMIT', `The data has more than ${mostKeys} keys and list items.`, { path })
  }
}

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`)

function refuse(path: string, problem: string): never {
  throw new ContentError('DATA_SHAPE', `\`${path}\` ${problem}.`, { path })
}
