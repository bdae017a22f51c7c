import { expect, test } from 'vitest'
import { toQueryString } from '../src/query-string.ts'

test('writes nested conditions, lists, dates and switches as the server reads them', () => {
  const query = {
    where: { or: [{ title: { equals: 'a&b=c' } }, { at: { less_than: new Date(0) } }] },
    select: { title: true },
    page: 2,
    limit: undefined,
  }
  expect(decodeURIComponent(toQueryString(query) ?? '')).toBe(
    'where[or][0][title][equals]=a&b=c&where[or][1][at][less_than]=1970-01-01T00:00:00.000Z&select[title]=true&page=2',
  )
})

test.each([
  { id: { in: [] } },
  { or: [{ title: { equals: 'x' } }, {}] },
  { or: [undefined] },
  { id: { equals: null } },
])('says when it cannot hold something, since without that another question would be asked: %j', (where) =>
  expect(toQueryString({ where })).toBeUndefined(),
)
