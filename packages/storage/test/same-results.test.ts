import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Query, Row, Storage, TableSchema, Where } from '@crochet/storage'
import { temporaryFolder } from './temporary-folder.ts'

// Few letters and values, so that random rows and random queries meet; characters on which byte order and UTF-16 order
// disagree, whose case changes their length, or that SQL gives a meaning.
const letters = ['a', 'A', 'b', 'ä', 'Ä', 'İ', 'ß', '😀', '\uffff', ' ', '%', '_', '\\', "'", '"', '0', '1', '.', '\n']
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 4 })
const number = fc.oneof(
  fc.constantFrom(0, -0, 1, 1.5, -1, 2 ** 53, 2 ** 60, 1e300, 5e-324),
  fc.integer({ min: -3, max: 3 }),
)
const boolean = fc.boolean()
const json = fc.oneof(
  text,
  number,
  boolean,
  fc.array(text, { maxLength: 2 }),
  fc.dictionary(text, number, { maxKeys: 2 }),
)

const schema: TableSchema = {
  name: 'rows',
  columns: [
    { name: 'text', type: 'text' },
    { name: 'slug', type: 'text', unique: true },
    { name: 'number', type: 'number', index: true },
    { name: 'boolean', type: 'boolean' },
    { name: 'json', type: 'json' },
  ],
}

const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 })
const changes = fc.record(
  { text: orNull(text), slug: orNull(text), number: orNull(number), boolean: orNull(boolean), json: orNull(json) },
  { requiredKeys: [] },
) as fc.Arbitrary<Row>
const id = fc.constantFrom('a', 'b', 'B', 'ä', '😀', '\uffff', '1', '01', '1.0')

const of = (columns: string[], operators: string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Where> =>
  fc.record({
    column: fc.constantFrom(...columns),
    operator: fc.constantFrom(...operators),
    value,
  }) as fc.Arbitrary<Where>
const typed = (columns: string[], value: fc.Arbitrary<unknown>): fc.Arbitrary<Where>[] => [
  of(columns, ['equals', 'not_equals'], orNull(value)),
  of(columns, ['in', 'not_in'], fc.array(orNull(value), { maxLength: 4 })),
  of(columns, ['exists'], boolean),
]
const sizes = ['greater_than', 'greater_than_equal', 'less_than', 'less_than_equal']
const condition = fc.oneof(
  ...typed(['text', 'slug', 'id'], text),
  ...typed(['number'], number),
  ...typed(['boolean'], boolean),
  of(['text', 'slug', 'id'], sizes, text),
  of(['number'], sizes, number),
  of(['text', 'json'], ['like', 'contains'], text),
)
const { where } = fc.letrec<{ where: Where }>((tie) => ({
  where: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    condition,
    fc.record({ and: fc.array(tie('where'), { maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('where'), { maxLength: 3 }) }),
  ) as fc.Arbitrary<Where>,
}))
type Write =
  | { kind: 'insert' | 'update'; id: string; changes: Row }
  | { kind: 'updateWhere'; where: Where; changes: Row }
  | { kind: 'deleteWhere'; where: Where }
  | { kind: 'insertMany'; rows: Row[] }
  | { kind: 'delete' | 'savepoint' | 'release' | 'rollback' | 'commit'; id: string }
const rowWithID = fc.tuple(id, changes).map(([key, rest]): Row => ({ ...rest, id: key }))
const write: fc.Arbitrary<Write> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('insert' as const), id, changes }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('update' as const), id, changes }) },
  fc.record({ kind: fc.constant('updateWhere' as const), where, changes }),
  fc.record({ kind: fc.constant('deleteWhere' as const), where }),
  fc.record({ kind: fc.constant('insertMany' as const), rows: fc.array(rowWithID, { maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'savepoint', 'release', 'rollback', 'commit'), id }),
)

const query: fc.Arbitrary<Query> = fc.record(
  {
    where,
    sort: fc.array(
      fc.record({
        column: fc.constantFrom('id', 'text', 'number', 'boolean', 'json'),
        direction: fc.constantFrom('asc', 'desc'),
      }),
      { maxLength: 3 },
    ) as fc.Arbitrary<NonNullable<Query['sort']>>,
    limit: fc.nat(5),
    select: fc.subarray(['id', 'text', 'slug', 'number', 'boolean', 'json']),
    offset: fc.nat(5),
  },
  { requiredKeys: [] },
)

/** Carries out writes and returns what each answered: its value, or the code of its error. */
async function carryOut(storage: Storage, writes: Write[]): Promise<unknown[]> {
  const { documents } = storage
  const answers: unknown[] = []
  let transaction = await documents.transaction()
  let savepoints = []
  for (const step of writes) {
    try {
      if (step.kind === 'insert') answers.push(await transaction.insert('rows', { id: step.id, ...step.changes }))
      else if (step.kind === 'update') answers.push(await transaction.update('rows', step.id, step.changes))
      else if (step.kind === 'delete') answers.push(await transaction.delete('rows', step.id))
      else if (step.kind === 'updateWhere')
        answers.push(await transaction.updateWhere('rows', step.where, step.changes))
      else if (step.kind === 'deleteWhere') answers.push(await transaction.deleteWhere('rows', step.where))
      else if (step.kind === 'insertMany') answers.push(await transaction.insertMany('rows', step.rows))
      else if (step.kind === 'savepoint') savepoints.push(await transaction.savepoint())
      else if (step.kind === 'release') await savepoints.pop()?.release()
      else if (step.kind === 'rollback') await savepoints.pop()?.rollback()
      else {
        for (const savepoint of savepoints.toReversed()) await savepoint.release()
        savepoints = []
        await transaction.commit()
        transaction = await documents.transaction()
      }
    } catch (error) {
      answers.push((error as { code: string }).code)
    }
  }
  answers.push(await transaction.find('rows'))
  await transaction.rollback()
  return answers
}

async function openRows(url: string): Promise<Storage> {
  const storage = await openStorage(url)
  await storage.documents.migrate([schema])
  return storage
}

test('memory and SQLite answer the same to random writes and random queries', async () => {
  await using folder = await temporaryFolder()
  await using sqlite = await openRows(`file:${join(folder.path, 'same.db')}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { maxLength: 30 }),
      fc.array(query, { minLength: 1, maxLength: 10 }),
      async (writes, queries) => {
        await using memory = await openRows('memory:')
        await using cleaning = await sqlite.documents.transaction()
        await cleaning.deleteWhere('rows', { and: [] })
        await cleaning.commit()

        expect(await carryOut(memory, writes)).toEqual(await carryOut(sqlite, writes))
        expect(await memory.documents.find('rows')).toEqual(await sqlite.documents.find('rows'))
        for (const random of queries) {
          const found = await sqlite.documents.find('rows', random)
          expect(await memory.documents.find('rows', random)).toEqual(found)
          expect(await memory.documents.count('rows', random.where)).toBe(
            await sqlite.documents.count('rows', random.where),
          )
          const [{ column, direction }] = [
            ...(random.sort ?? []),
            { column: 'text', direction: 'asc' as const },
          ] as const
          const asked = { ...random, direction }
          expect(await memory.documents.distinct('rows', column, asked)).toEqual(
            await sqlite.documents.distinct('rows', column, asked),
          )
        }
      },
    ),
    { numRuns: 300 },
  )
})
