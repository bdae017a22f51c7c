import * as fc from 'fast-check'
import qs from 'qs'
import { expect, test } from 'vitest'
import { parseQueryString, parseQueryText } from '../src/rest/query-string.ts'

const outcome = (text: string): unknown => {
  try {
    return { ...parseQueryText(text) }
  } catch (error) {
    return (error as { code: string }).code
  }
}

/** What qs makes of it, where nothing is given twice. */
const byQs = (text: string): unknown => ({ ...qs.parse(text, { plainObjects: true, depth: 24, strictDepth: true }) })

test('a query without brackets means the same as to qs', () => {
  const name = fc.stringMatching(/^[\w-]{1,5}$/).filter((key) => !key.includes('__proto__'))
  const value = fc.stringMatching(/^[\w.,-]{0,8}$/)
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value), { selector: ([key]) => key, maxLength: 6 }), (pairs) => {
      const text = pairs.map((pair) => pair.join('=')).join('&')
      expect(outcome(text)).toEqual(byQs(text))
    }),
  )
})

test.each([
  ['a=1&b', { a: '1', b: '' }],
  ['a=1&', { a: '1' }],
  ['&a=1', { a: '1' }],
  ['a=b=c', { a: 'b=c' }],
  ['a=%41+b', { a: 'A b' }],
  ['a=', { a: '' }],
  ['a=1&a=2', 'HTTP_QUERY_TWICE'],
  ['a=1&%61=2', 'HTTP_QUERY_TWICE'],
  ['__proto__=1', 'HTTP_QUERY_SHAPE'],
  ['constructor=1', { constructor: '1' }],
  ['a[b]=1&a[c][]=2&a[c][]=3', { a: { b: '1', c: ['2', '3'] } }],
  ['', {}],
])('%s is %j', (text, expected) => expect(outcome(text)).toEqual(expected))

test('of an address, what stands behind the first question mark counts', () => {
  expect({ ...parseQueryString('/api/posts') }).toEqual({})
  expect({ ...parseQueryString('/api/posts?depth=0&sort=-a,b') }).toEqual({ depth: '0', sort: '-a,b' })
})
