import { join } from 'node:path'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Storage } from '@crochet/storage'
import { query, schema, write } from './nested-arbitraries.ts'
import type { Write } from './nested-arbitraries.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function openTables(url: string): Promise<Storage> {
  const storage = await openStorage(url)
  await storage.documents.migrate(schema)
  return storage
}

async function empty({ documents }: Storage): Promise<void> {
  await using transaction = await documents.transaction()
  for (const { id } of await transaction.find('texts'))
    await transaction.update('texts', String(id), { 'text-to': null })
  for (const table of ['texts', 'numbers']) {
    for (const { id } of await transaction.find(table)) await transaction.delete(table, id as string | number)
  }
  await transaction.commit()
}

/** @returns What each write answered: its value, or what its error names. */
async function carryOut({ documents }: Storage, writes: readonly Write[]): Promise<unknown[]> {
  await using transaction = await documents.transaction()
  const answers: unknown[] = []
  for (const { kind, table, id, changes } of writes) {
    try {
      if (kind === 'insert') answers.push(await transaction.insert(table, { id, ...changes }))
      else if (kind === 'update') answers.push(await transaction.update(table, id, changes))
      else answers.push(await transaction.delete(table, id))
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
        expect(await carryOut(memory, writes)).toEqual(await carryOut(sqlite, writes))
        for (const table of ['texts', 'numbers']) {
          expect(await memory.documents.find(table)).toEqual(await sqlite.documents.find(table))
        }
        for (const { table, query: random } of queries) {
          expect(await memory.documents.find(table, random)).toEqual(await sqlite.documents.find(table, random))
          const found = await sqlite.documents.count(table, random.where)
          expect(await memory.documents.count(table, random.where)).toBe(found)
        }
      },
    ),
    { numRuns: 200 },
  )
}, 300_000)
