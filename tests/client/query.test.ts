import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toQueryString } from '../../packages/client/src/query-string.ts'
import { parseQueryString } from '../../packages/http/src/rest/query-string.ts'

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
      expect(text).toBeDefined()
      expect(JSON.parse(JSON.stringify(parseQueryString(`/?${text ?? ''}`)))).toEqual(given)
    }),
  )
})
