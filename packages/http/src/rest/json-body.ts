import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads a JSON body.
 *
 * @param bytes the whole body
 * @returns the value, free of keys that could reach a prototype
 * @throws HttpError `HTTP_BODY_JSON`, `HTTP_BODY_DEPTH`, `HTTP_BODY_KEYS`, `HTTP_BODY_KEY`
 */
export function parseJsonBody(bytes: Uint8Array, limits: Pick<HttpLimits, 'jsonDepth' | 'jsonKeys'>): unknown {
  let value: unknown
  try {
    value = JSON.parse(utf8.decode(bytes))
  } catch (cause) {
    throw new HttpError('HTTP_BODY_JSON', 'The body is not JSON in UTF-8.', { cause })
  }
  checkShape(value, limits)
  return value
}

/**
 * What a write takes: a JSON object.
 *
 * @throws HttpError `HTTP_BODY_SHAPE` when the body is missing or something else
 */
export function fieldsOf(body: unknown): Record<string, unknown> {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Record<string, unknown>
  const what =
    body === undefined ? 'missing' : Array.isArray(body) ? 'a list' : body === null ? 'null' : `a ${typeof body}`
  throw new HttpError('HTTP_BODY_SHAPE', `The body is ${what}; send a JSON object of fields.`)
}

function checkShape(root: unknown, { jsonDepth, jsonKeys }: Pick<HttpLimits, 'jsonDepth' | 'jsonKeys'>): void {
  let keys = 0
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth > jsonDepth) {
      throw new HttpError('HTTP_BODY_DEPTH', `The body is nested more than ${jsonDepth} deep.`, {
        data: { limit: jsonDepth },
      })
    }
    if (Array.isArray(value)) {
      for (const item of value) visit(item, depth + 1)
      return
    }
    for (const key of Object.keys(value)) {
      if (++keys > jsonKeys) {
        throw new HttpError('HTTP_BODY_KEYS', `The body has more than ${jsonKeys} keys.`, { data: { limit: jsonKeys } })
      }
      const inner = (value as Record<string, unknown>)[key]
      if (reachesPrototype(key, inner)) {
        throw new HttpError('HTTP_BODY_KEY', `The body has a key "${key}" that is not taken.`)
      }
      visit(inner, depth + 1)
    }
  }
  visit(root, 1)
}

/** `constructor` alone may be the name of something in a JSON field; with `prototype` inside it is an attack. */
const reachesPrototype = (key: string, value: unknown): boolean =>
  key === '__proto__' ||
  (key === 'constructor' && typeof value === 'object' && value !== null && Object.hasOwn(value, 'prototype'))
