import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { openStorage } from '@crochet/storage'
import type { Storage } from '@crochet/storage'
import { storageContract } from '@crochet/storage/contract'
import { temporaryFolder } from './temporary-folder.ts'

const folder = await temporaryFolder()
afterAll(() => folder[Symbol.asyncDispose]())

const files = new Map<Storage, string>()

async function open(file: string, options = {}): Promise<Storage> {
  const storage = await openStorage(`file:${file}`, options)
  files.set(storage, file)
  return storage
}

/** Works on the file of a storage as another program would. */
function behind(storage: Storage, run: (database: DatabaseSync) => void): void {
  using database = new DatabaseSync(files.get(storage)!)
  run(database)
}

storageContract(
  { describe, test, expect },
  {
    name: 'sqlite',
    open: (options) => open(join(folder.path, `${files.size}.db`), options),
    async reopen(storage) {
      await storage.close()
      return open(files.get(storage)!)
    },
    async damage(storage, document, seq) {
      behind(storage, (database) => {
        const entry = `document = (SELECT number FROM crochet_journal_documents WHERE name = ?) AND seq = ?`
        const row = database.prepare(`SELECT bytes FROM crochet_journal_updates WHERE ${entry}`).get(document, seq)!
        const bytes = row.bytes as Uint8Array
        bytes[0]! ^= 1
        database.prepare(`UPDATE crochet_journal_updates SET bytes = ? WHERE ${entry}`).run(bytes, document, seq)
      })
    },
    async breakJournal(storage, document) {
      behind(storage, (database) =>
        database.exec(`
          CREATE TRIGGER broken BEFORE INSERT ON crochet_journal_updates
          WHEN NEW.document = (SELECT number FROM crochet_journal_documents WHERE name = '${document}')
          BEGIN SELECT RAISE(ABORT, 'broken'); END`),
      )
      return { repair: async () => behind(storage, (database) => database.exec('DROP TRIGGER broken')) }
    },
  },
)
