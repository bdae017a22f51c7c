import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Condition, Operator, Query, Where } from '../ports/query.ts'
import type { Row } from '../ports/row.ts'
import type { Storage } from '../ports/storage.ts'

const rows: Row[] = [
  { id: 'a', text: 'The quick brown Fox', number: 1, boolean: true, json: ['Red', 'green'] },
  { id: 'b', text: '100% Ärger_mit\\Öl', number: 2, boolean: false, json: { k: 'RED' } },
  { id: 'c', text: '', number: -3, boolean: null, json: null },
  { id: 'd', text: null, number: null, boolean: true, json: 7 },
  { id: 'e', text: 'the fox', number: 2.5, boolean: false, json: null },
]

async function openRows({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  const columns = (['text', 'number', 'boolean', 'json'] as const).map((type) => ({ name: type, type }))
  await storage.documents.migrate([{ name: 'rows', columns }])
  await using transaction = await storage.documents.transaction()
  for (const row of rows.toReversed()) await transaction.insert('rows', row)
  await transaction.commit()
  return storage
}

/** Column, operator, value, and the ids of the rows that match. */
const cases: [column: string, operator: Operator, value: unknown, ids: string][] = [
  ['text', 'equals', 'the fox', 'e'],
  ['text', 'equals', 'The Fox', ''],
  ['text', 'equals', '', 'c'],
  ['text', 'equals', null, 'd'],
  ['text', 'not_equals', 'the fox', 'abcd'],
  ['text', 'not_equals', null, 'abce'],
  ['number', 'equals', 2, 'b'],
  ['number', 'not_equals', 2, 'acde'],
  ['boolean', 'equals', true, 'ad'],
  ['boolean', 'equals', false, 'be'],
  ['boolean', 'not_equals', true, 'bce'],
  ['number', 'in', [1, 2, 99], 'ab'],
  ['number', 'in', [1, null], 'ad'],
  ['number', 'in', [null], 'd'],
  ['number', 'in', [], ''],
  ['number', 'not_in', [1, 2], 'cde'],
  ['number', 'not_in', [1, null], 'bce'],
  ['number', 'not_in', [null], 'abce'],
  ['number', 'not_in', [], 'abcde'],
  ['json', 'exists', true, 'abd'],
  ['json', 'exists', false, 'ce'],
  ['number', 'greater_than', 2, 'e'],
  ['number', 'greater_than_equal', 2, 'be'],
  ['number', 'less_than', 1, 'c'],
  ['number', 'less_than_equal', 1, 'ac'],
  ['text', 'greater_than', 'The', 'ae'],
  ['text', 'less_than', 'The', 'bc'],
  ['id', 'in', ['a', 'e', 'z'], 'ae'],
  ['text', 'contains', 'BROWN fox', 'a'],
  ['text', 'contains', 'fox brown', ''],
  ['text', 'contains', '%', 'b'],
  ['text', 'contains', '_', 'b'],
  ['text', 'contains', '\\', 'b'],
  ['text', 'contains', 'ärger', 'b'],
  ['text', 'contains', '', 'abce'],
  ['text', 'like', 'FOX  the', 'ae'],
  ['text', 'like', 'fox quick', 'a'],
  ['text', 'like', 'öL 0% ÄR', 'b'],
  ['text', 'like', ' ', 'abce'],
  ['json', 'contains', 'red', 'ab'],
  ['json', 'like', 'green red', 'a'],
]

const matching = (where: Where): Query => ({ where })

export function testQueries(suite: Suite): void {
  const { test, expect } = suite

  test('matches what each operator says', async () => {
    await using storage = await openRows(suite)
    for (const [column, operator, value, ids] of cases) {
      const where = { column, operator, value }
      const found = (await storage.documents.find('rows', matching(where))).map(({ id }) => id).join('')
      expect({ ...where, found }).toEqual({ ...where, found: ids })
      expect(await storage.documents.count('rows', where)).toBe(ids.length)
    }
  })

  test('combines conditions with and and or', async () => {
    await using storage = await openRows(suite)
    const small: Where = { column: 'number', operator: 'less_than', value: 2 }
    const yes: Where = { column: 'boolean', operator: 'equals', value: true }
    const fox: Where = { column: 'text', operator: 'contains', value: 'fox' }
    const ids = async (where: Where): Promise<string> =>
      (await storage.documents.find('rows', matching(where))).map(({ id }) => id).join('')
    expect(await ids({ and: [yes, small] })).toBe('a')
    expect(await ids({ or: [yes, small] })).toBe('acd')
    expect(await ids({ and: [{ or: [yes, small] }, { or: [fox, { and: [] }] }] })).toBe('acd')
    expect(await ids({ or: [{ and: [yes, fox] }, { and: [small, { or: [] }] }] })).toBe('a')
    expect(await ids({ and: [] })).toBe('abcde')
    expect(await ids({ or: [] })).toBe('')
  })

  test('sorts by several columns, rows without a value first, and then by id', async () => {
    await using storage = await openRows(suite)
    const ids = async (query: Query): Promise<string> =>
      (await storage.documents.find('rows', query)).map(({ id }) => id).join('')
    expect(await ids({})).toBe('abcde')
    expect(await ids({ sort: [{ column: 'number', direction: 'asc' }] })).toBe('dcabe')
    expect(await ids({ sort: [{ column: 'number', direction: 'desc' }] })).toBe('ebacd')
    expect(await ids({ sort: [{ column: 'boolean', direction: 'asc' }] })).toBe('cbead')
    expect(await ids({ sort: [{ column: 'text', direction: 'asc' }] })).toBe('dcbae')
    const sort: Query['sort'] = [
      { column: 'boolean', direction: 'desc' },
      { column: 'number', direction: 'desc' },
    ]
    expect(await ids({ sort })).toBe('adebc')
    expect(await ids({ sort, limit: 2 })).toBe('ad')
    expect(await ids({ sort, limit: 2, offset: 2 })).toBe('eb')
    expect(await ids({ sort, offset: 3 })).toBe('bc')
    expect(await ids({ sort, limit: 0 })).toBe('')
    expect(await ids({ sort, offset: 99 })).toBe('')
  })

  test('gives only the columns that are selected, and always the id', async () => {
    await using storage = await openRows(suite)
    const { documents } = storage
    const where: Where = { column: 'number', operator: 'less_than', value: 2 }
    expect(await documents.find('rows', { where, select: ['json', 'text', 'json'] })).toEqual([
      { id: 'a', text: 'The quick brown Fox', json: ['Red', 'green'] },
      { id: 'c', text: '', json: null },
    ])
    expect(await documents.find('rows', { limit: 2, select: [] })).toEqual([{ id: 'a' }, { id: 'b' }])
    const sort: Query['sort'] = [{ column: 'number', direction: 'desc' }]
    expect(await documents.find('rows', { sort, limit: 1, select: ['id'] })).toEqual([{ id: 'e' }])
    await expectCode(suite, documents.find('rows', { select: ['text" --'] }), ['SCHEMA_COLUMN', { table: 'rows' }])
    await expectCode(suite, documents.find('rows', { select: 'text' } as unknown as Query), ['QUERY_SHAPE'])
  })

  test('gives each value of a column once and in order, null among them', async () => {
    await using storage = await openRows(suite)
    const { documents } = storage
    expect(await documents.distinct('rows', 'boolean')).toEqual([null, false, true])
    expect(await documents.distinct('rows', 'boolean', { direction: 'desc' })).toEqual([true, false, null])
    expect(await documents.distinct('rows', 'number', { limit: 2, offset: 1 })).toEqual([-3, 1])
    expect(await documents.distinct('rows', 'number', { offset: 4 })).toEqual([2.5])
    expect(await documents.distinct('rows', 'number', { limit: 0 })).toEqual([])
    expect(await documents.distinct('rows', 'json')).toEqual([null, 7, ['Red', 'green'], { k: 'RED' }])
    const where: Where = { column: 'boolean', operator: 'equals', value: true }
    expect(await documents.distinct('rows', 'id', { where })).toEqual(['a', 'd'])
    expect(await documents.distinct('rows', 'text', { where: { or: [] } })).toEqual([])
    await expectCode(suite, documents.distinct('rows', 'x'), ['SCHEMA_COLUMN'])
    await expectCode(suite, documents.distinct('rows', 'id', { limit: -1 }), ['QUERY_SHAPE'])
    await expectCode(suite, documents.distinct('rows', 'id', { direction: 'up' as 'asc' }), ['QUERY_SHAPE'])
  })

  test('queries that differ only in their values are not taken for each other', async () => {
    await using storage = await openRows(suite)
    const ids = async (query: Query): Promise<string> =>
      (await storage.documents.find('rows', query)).map(({ id }) => id).join('')
    const among = (...value: (number | null)[]): Where => ({ column: 'number', operator: 'in', value })
    for (let time = 0; time < 2; time++) {
      expect(await ids({ where: among(1, 2) })).toBe('ab')
      expect(await ids({ where: among(2, 2.5) })).toBe('be')
      expect(await ids({ where: among(2, null) })).toBe('bd')
      expect(await ids({ where: { and: [among(1, 2), among(2, -3)] } })).toBe('b')
      expect(await ids({ where: { and: [among(1, 2), among(1, -3)] } })).toBe('a')
      expect(await ids({ where: { or: [among(1), among(2)] }, limit: 1 })).toBe('a')
      expect(await ids({ where: { or: [among(1), among(2)] }, limit: 1, offset: 1 })).toBe('b')
      expect(await ids({ limit: 5, offset: 0 })).toBe('abcde')
      expect(await ids({ limit: 2, offset: 3 })).toBe('de')
      expect(await ids({ limit: 3, offset: 2 })).toBe('cde')
    }
  })

  testRefusedQueries(suite)
}

function testRefusedQueries(suite: Suite): void {
  const { test, expect } = suite

  test('refuses operators and values that do not suit the column', async () => {
    await using storage = await openRows(suite)
    const refuse = (code: string, column: string, [operator, value]: [unknown, unknown]): Promise<void> =>
      expectCode(suite, storage.documents.count('rows', { column, operator, value } as Condition), [code, { column }])
    await refuse('QUERY_OPERATOR', 'text', ['= 1; --', 1])
    await refuse('QUERY_OPERATOR', 'text', ['constructor', 1])
    await refuse('QUERY_OPERATOR', 'number', ['contains', '1'])
    await refuse('QUERY_OPERATOR', 'boolean', ['greater_than', true])
    await refuse('QUERY_OPERATOR', 'json', ['equals', 1])
    await refuse('QUERY_VALUE', 'text', ['equals', 1])
    await refuse('QUERY_VALUE', 'text', ['equals', { toString: 'x' }])
    await refuse('QUERY_VALUE', 'number', ['equals', '1'])
    await refuse('QUERY_VALUE', 'number', ['less_than', null])
    await refuse('QUERY_VALUE', 'number', ['in', 1])
    await refuse('QUERY_VALUE', 'number', ['in', ['1']])
    await refuse('QUERY_VALUE', 'boolean', ['exists', 'true'])
    await refuse('QUERY_VALUE', 'text', ['contains', null])
    await refuse('QUERY_VALUE', 'text', ['like', 1])
    await refuse('SCHEMA_COLUMN', 'text" or 1 --', ['equals', 1])
  })

  test('refuses queries without shape or beyond the limits', async () => {
    await using storage = await openRows(suite)
    const { documents } = storage
    const one: Where = { column: 'number', operator: 'equals', value: 1 }
    for (const where of [null, 1, {}, { and: one }, { or: [null] }, { operator: 'equals', value: 1 }]) {
      await expectCode(suite, documents.count('rows', where as unknown as Where), ['QUERY_SHAPE'])
    }
    for (const query of [
      { limit: -1 },
      { limit: 1.5 },
      { offset: -1 },
      { sort: [{ column: 'id', direction: 'up' }] },
    ]) {
      await expectCode(suite, documents.find('rows', query as Query), ['QUERY_SHAPE'])
    }

    const list = (length: number): Where => ({
      column: 'number',
      operator: 'in',
      value: Array.from({ length }, () => 1),
    })
    expect(await documents.count('rows', list(10_000))).toBe(1)
    await expectCode(suite, documents.count('rows', list(10_001)), ['QUERY_LIMIT'])
    const distinct = Array.from({ length: 10_000 }, (_, index) => index)
    expect(await documents.count('rows', { column: 'number', operator: 'not_in', value: distinct })).toBe(3)

    const wide = (conditions: number): Where => ({ or: Array.from({ length: conditions }, () => one) })
    expect(await documents.count('rows', wide(250))).toBe(1)
    await expectCode(suite, documents.count('rows', wide(251)), ['QUERY_LIMIT'])

    const deep = (levels: number): Where => (levels === 0 ? one : { and: [deep(levels - 1)] })
    expect(await documents.count('rows', deep(16))).toBe(1)
    await expectCode(suite, documents.count('rows', deep(17)), ['QUERY_LIMIT'])
    await expectCode(suite, documents.count('rows', deep(5000)), ['QUERY_LIMIT'])
  })
}
