import { writeSync } from 'node:fs'
import { openStorage } from '@crochet/storage'
import { migrateSchema, tablesOf } from '../src/index.ts'
import { narrow, wide } from './migrate-child-config.ts'

// Fills a table when it is asked to, then brings it in line with a newer configuration; killed by its parent meanwhile.
const [, , url = '', rows = '0'] = process.argv
await using storage = await openStorage(url)
if (Number(rows) > 0) {
  await storage.documents.migrate(tablesOf(narrow))
  await using transaction = await storage.documents.transaction()
  const all = Array.from({ length: Number(rows) }, (_, index) => ({
    id: String(index).padStart(8, '0'),
    title: `Title ${index} ${'x'.repeat(60)}`,
    tenant: `t${index % 7}`,
  }))
  await transaction.insertMany('posts', all)
  await transaction.commit()
} else {
  writeSync(1, 'migrating\n')
  await migrateSchema(storage.documents, tablesOf(wide), 'development')
  writeSync(1, 'migrated\n')
}
