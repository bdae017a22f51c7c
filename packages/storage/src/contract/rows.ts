import { expectCode } from './suite.ts'
import type { Suite } from './suite.ts'
import type { Row } from '../ports/row.ts'
import type { TableSchema } from '../ports/schema.ts'
import type { Storage } from '../ports/storage.ts'

const things: TableSchema = {
  name: 'things',
  columns: [
    { name: 'text', type: 'text', unique: true },
    { name: 'number', type: 'number' },
    { name: 'boolean', type: 'boolean' },
    { name: 'json', type: 'json' },
  ],
}

async function openThings({ subject }: Suite): Promise<Storage> {
  const storage = await subject.open()
  await storage.documents.migrate([things])
  return storage
}

export function testRows(suite: Suite): void {
  const { test, expect } = suite

  test('gives back every value as it went in', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    const rows: Row[] = [
      { id: '1', text: '', number: 0, boolean: false, json: {} },
      { id: '2', text: 'O\'Reilly "%_\\ 😀', number: -1.5, boolean: true, json: [1, 'two', null, { three: [] }] },
      { id: '3', text: '5', number: 2 ** 60, boolean: null, json: '1.0' },
      { id: '4', text: '1.0', number: 5e-324, boolean: null, json: 5 },
      { id: '5', text: 'null', number: Number.MAX_VALUE, boolean: null, json: false },
      { id: '6', text: null, number: null, boolean: null, json: null },
      { id: '7', text: ' \n\t', number: 0.1, boolean: false, json: { constructor: 1, b: 1, a: 'half \ud800' } },
    ]
    for (const row of rows) await transaction.insert('things', row)
    expect(await transaction.find('things')).toEqual(rows)
    await transaction.commit()
    expect(await storage.documents.find('things')).toEqual(rows)
    for (const row of rows) expect(await storage.documents.findByID('things', String(row.id))).toEqual(row)
    expect(await storage.documents.findByID('things', 'none')).toBe(undefined)
  })

  test('leaves out what is undefined: null on insert, unchanged on update', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    await transaction.insert('things', { id: '1', text: 'a', number: undefined })
    expect(await transaction.findByID('things', '1')).toEqual({
      id: '1',
      text: 'a',
      number: null,
      boolean: null,
      json: null,
    })
    expect(await transaction.update('things', '1', { id: '1', text: undefined, number: 2 })).toBe(true)
    expect(await transaction.update('things', '1', {})).toBe(true)
    expect((await transaction.findByID('things', '1'))?.text).toBe('a')
    expect((await transaction.findByID('things', '1'))?.number).toBe(2)
    await transaction.update('things', '1', { text: null })
    expect((await transaction.findByID('things', '1'))?.text).toBe(null)
  })

  test('says whether the row to update or delete was there', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    await transaction.insert('things', { id: '1' })
    expect(await transaction.update('things', 'none', { number: 1 })).toBe(false)
    expect(await transaction.update('things', 'none', {})).toBe(false)
    expect(await transaction.delete('things', 'none')).toBe(false)
    expect(await transaction.delete('things', '1')).toBe(true)
    expect(await transaction.count('things')).toBe(0)
  })

  test('hands out copies and keeps copies', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    const list = [1]
    await transaction.insert('things', { id: '1', json: list })
    list.push(2)
    const found = await transaction.findByID('things', '1')
    expect(found?.json).toEqual([1])
    if (Array.isArray(found?.json)) found.json.push(3)
    expect((await transaction.findByID('things', '1'))?.json).toEqual([1])
  })

  test('a value that another row has is refused by table and column; the transaction goes on', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    await transaction.insert('things', { id: '1', text: 'a' })
    await transaction.insert('things', { id: '2', text: 'b' })
    const clash = { table: 'things', column: 'text' }
    await expectCode(suite, transaction.insert('things', { id: '3', text: 'a' }), ['UNIQUE', clash])
    await expectCode(suite, transaction.update('things', '2', { text: 'a', number: 1 }), ['UNIQUE', clash])
    await expectCode(suite, transaction.insert('things', { id: '1', text: 'c' }), ['UNIQUE', { column: 'id' }])
    expect(await transaction.update('things', '1', { text: 'a' })).toBe(true)
    await transaction.insert('things', { id: '3' })
    await transaction.insert('things', { id: '4' })
    await transaction.commit()
    expect((await storage.documents.find('things')).map(({ id, text, number }) => [id, text, number])).toEqual([
      ['1', 'a', null],
      ['2', 'b', null],
      ['3', null, null],
      ['4', null, null],
    ])
  })

  testRefusedRows(suite)
}

function testRefusedRows(suite: Suite): void {
  const { test, expect } = suite

  test('refuses values that do not suit their column', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
    await transaction.insert('things', { id: '1', json: deep(500) } as Row)
    const quoted = (levels: number): unknown => (levels === 0 ? '[\\' : ['"\\"[', quoted(levels - 1)])
    await transaction.update('things', '1', { json: '\\"['.repeat(1000) })
    await transaction.update('things', '1', { json: quoted(500) } as Row)
    await transaction.delete('things', '1')
    const refused: [string, unknown][] = [
      ...[1, true, {}, ['a'], 'a\0b', '\ud800', new Date(0)].map((value): [string, unknown] => ['text', value]),
      ...['1', Number.NaN, Number.POSITIVE_INFINITY, 1n, {}].map((value): [string, unknown] => ['number', value]),
      ...[0, 'true', []].map((value): [string, unknown] => ['boolean', value]),
      ...[() => 1, Symbol('s'), 1n, circular, deep(501), quoted(501)].map((value): [string, unknown] => [
        'json',
        value,
      ]),
    ]
    for (const [column, value] of refused) {
      const row = { id: '1', [column]: value } as Row
      await expectCode(suite, transaction.insert('things', row), ['ROW_VALUE', { table: 'things', column }])
    }
    expect(await transaction.count('things')).toBe(0)
  })

  test('refuses a row without an id, and changing an id', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    for (const id of [undefined, null, '', 1, '\ud800']) {
      await expectCode(suite, transaction.insert('things', { id } as Row), ['ROW_ID', { table: 'things' }])
    }
    await transaction.insert('things', { id: '1' })
    await expectCode(suite, transaction.update('things', '1', { id: '2' }), ['ROW_ID'])
  })

  test('refuses names that are not declared', async () => {
    await using storage = await openThings(suite)
    await using transaction = await storage.documents.transaction()
    const unknown: Row = { id: '1', 'text" = 1; --': 1 }
    await expectCode(suite, transaction.insert('things', unknown), ['SCHEMA_COLUMN', { table: 'things' }])
    await expectCode(suite, transaction.update('things', '1', { constructor: 1 }), ['SCHEMA_COLUMN'])
    await expectCode(suite, transaction.insert('sqlite_schema', { id: '1' }), ['SCHEMA_TABLE'])
    await expectCode(suite, transaction.delete('__proto__', '1'), ['SCHEMA_TABLE'])
    await expectCode(suite, storage.documents.find('crochet_journal_updates'), ['SCHEMA_TABLE'])
    const sort = [{ column: 'x', direction: 'asc' as const }]
    await expectCode(suite, storage.documents.find('things', { sort }), ['SCHEMA_COLUMN'])
    expect(await transaction.count('things')).toBe(0)
  })
}
