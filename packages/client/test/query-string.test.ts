import fc from 'fast-check'
import { parse } from 'qs'
import { expect, test } from 'vitest'
import { ClientError } from '../src/index.ts'
import { toQueryString } from '../src/query-string.ts'

test('writes nested conditions, lists, dates and switches as the server reads them', () => {
  const query = {
    where: { or: [{ title: { equals: 'a&b=c' } }, { at: { less_than: new Date(0) } }] },
    select: { title: true },
    page: 2,
    limit: undefined,
  }
  expect(decodeURIComponent(toQueryString(query))).toBe(
    'where[or][0][title][equals]=a&b=c&where[or][1][at][less_than]=1970-01-01T00:00:00.000Z&select[title]=true&page=2',
  )
})

test('whatever is asked, the server reads the same', () => {
  const name = fc.stringMatching(/^[A-Za-z][\w.]{0,8}$/).filter((text) => !(text in Object.prototype))
  const { query } = fc.letrec((tie) => ({
    query: fc.dictionary(name, tie('value'), { minKeys: 1, maxKeys: 4 }),
    value: fc.oneof({ maxDepth: 4 }, fc.string(), tie('list'), tie('query')),
    list: fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
  }))
  fc.assert(
    fc.property(query, (given) => {
      const text = toQueryString(given as Record<string, unknown>)
      expect(parse(text, { depth: 24, arrayLimit: 1000, parameterLimit: 4096 })).toEqual(given)
    }),
  )
})

test.each([{ id: { in: [] } }, { or: [{ title: { equals: 'x' } }, {}] }, { or: [undefined] }])(
  'what a query string cannot hold is refused, since without it another question would be asked: %j',
  (where) => expect(() => toQueryString({ where })).toThrow(ClientError),
)
