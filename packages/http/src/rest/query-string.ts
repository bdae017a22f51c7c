import { createRequire } from 'node:module'
import type Qs from 'qs'
import { HttpError } from '../errors.ts'

/** Nested brackets a key may have: ten levels of `and`/`or` take two each, the field and its operator two more. */
const deepest = 24
/** Values in one list (`where[id][in]`). */
const longestList = 1000
/** Parameters of one query: two such lists. More of them, nested as deep as can be, would hold up others. */
const mostParameters = 2048

/** What a query string says, as objects without prototype, lists and text. */
export type QueryTree = Readonly<Record<string, unknown>>

/** Loaded by the first request that has a query: it takes as long as all of this package. */
const load = createRequire(import.meta.url)

const none: QueryTree = Object.freeze(Object.create(null) as Record<string, unknown>)

/**
 * Reads a query string in the bracket notation of qs (`where[title][equals]=x`).
 *
 * @param url path and query of a request
 * @throws HttpError `HTTP_QUERY_SHAPE` (malformed), `HTTP_QUERY_TWICE` (a parameter given twice), `HTTP_QUERY_LIMIT` (too deep)
 */
export function parseQueryString(url: string): QueryTree {
  const start = url.indexOf('?')
  return start === -1 ? none : parseQueryText(url.slice(start + 1))
}

/** As `parseQueryString`, for what stands behind the question mark, or in a form. */
export function parseQueryText(text: string): QueryTree {
  if (text === '') return none
  if (text.length <= shortQuery && plain.test(text)) return parsePlain(text)
  refuseRepeated(text)
  const { parse } = load('qs') as typeof Qs
  try {
    return parse(text, {
      plainObjects: true,
      depth: deepest,
      strictDepth: true,
      arrayLimit: longestList,
      parameterLimit: mostParameters,
      throwOnLimitExceeded: true,
    })
  } catch (cause) {
    const message = `The query is nested more than ${deepest} deep, or has a list of more than ${longestList} values or more than ${mostParameters} parameters.`
    throw new HttpError('HTTP_QUERY_LIMIT', message, { cause })
  }
}

/** Characters; there are fewer parameters in it than a query may have. */
const shortQuery = 1000
/** Names and values in which nothing is nested or encoded: most queries are no more than that, and qs takes ten times as long. */
const plain = /^(?:[\w-]+=[\w.,-]*(?:&(?!$)|$))+$/

function parsePlain(text: string): QueryTree {
  const tree = Object.create(null) as Record<string, unknown>
  for (const part of text.split('&')) {
    const end = part.indexOf('=')
    const key = part.slice(0, end)
    if (key.includes('__proto__')) throw new HttpError('HTTP_QUERY_SHAPE', 'The query has a key that is not taken.')
    if (key in tree) throw givenTwice(key)
    tree[key] = part.slice(end + 1)
  }
  return tree
}

const givenTwice = (key: string): HttpError =>
  new HttpError('HTTP_QUERY_TWICE', `The parameter "${key}" is given twice.`, { path: key })

/** qs would make a list of a parameter that comes twice and drop keys it holds for dangerous: both change what was asked. */
function refuseRepeated(text: string): void {
  const seen = new Set<string>()
  for (const part of text.split('&')) {
    if (part === '') continue
    const key = decode(part.slice(0, endOfKey(part)))
    decode(part)
    if (key.includes('__proto__')) throw new HttpError('HTTP_QUERY_SHAPE', 'The query has a key that is not taken.')
    if (key.endsWith('[]')) continue
    if (seen.has(key)) throw givenTwice(key)
    seen.add(key)
  }
}

const endOfKey = (part: string): number => {
  const equals = part.indexOf('=')
  return equals === -1 ? part.length : equals
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch (cause) {
    throw new HttpError('HTTP_QUERY_SHAPE', 'The query is not percent-encoded UTF-8.', { cause })
  }
}
