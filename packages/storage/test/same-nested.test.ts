import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Storage } from '@crochet/storage'
import { query, schema } from './nested-arbitraries.ts'
import { carryOut, write } from './nested-writes.ts'
import type { TableWrite } from './nested-writes.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function openTables(url: string): Promise<Storage> {
  const storage = await openStorage(url)
  await storage.documents.migrate(schema)
  return storage
}

async function empty({ documents }: Storage): Promise<void> {
  await using transaction = await documents.transaction()
  for (const table of ['texts', 'numbers']) await transaction.deleteWhere(table, { and: [] })
  await transaction.commit()
}

/** @returns What each write answered: its value, or what its error names. */
async function carryOutAll({ documents }: Storage, writes: readonly TableWrite[]): Promise<unknown[]> {
  await using transaction = await documents.transaction()
  const answers: unknown[] = []
  for (const each of writes) {
    try {
      answers.push(await carryOut(transaction, each))
    } catch (error) {
      const { code, details } = error as { code: string; details: object }
      answers.push([code, code.startsWith('REFERENCE') ? details : undefined])
    }
  }
  await transaction.commit()
  return answers
}

test('memory and SQLite keep the same rows tied together, and answer the same to random nested queries', async () => {
  await using folder = await temporaryFolder()
  await using sqlite = await openTables(`file:${join(folder.path, 'same.db')}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(write, { minLength: 20, maxLength: 60, size: 'max' }),
      fc.array(query, { minLength: 5, maxLength: 20, size: 'max' }),
      async (writes, queries) => {
        await using memory = await openTables('memory:')
        await empty(sqlite)
        expect(await carryOutAll(memory, writes)).toEqual(await carryOutAll(sqlite, writes))
        for (const table of ['texts', 'numbers']) {
          expect(await memory.documents.find(table)).toEqual(await sqlite.documents.find(table))
        }
        for (const { table, query: random } of queries) {
          expect(await memory.documents.find(table, random)).toEqual(await sqlite.documents.find(table, random))
          const found = await sqlite.documents.count(table, random.where)
          expect(await memory.documents.count(table, random.where)).toBe(found)
          const { through = [], direction, ...value } = random.sort?.[0] ?? { column: 'json', direction: 'asc' }
          const asked = through.length === 0 ? value : 'id'
          const distinct = { ...random, direction }
          expect(await memory.documents.distinct(table, asked, distinct)).toEqual(
            await sqlite.documents.distinct(table, asked, distinct),
          )
        }
      },
    ),
    { numRuns: 200 },
  )
}, 300_000)
