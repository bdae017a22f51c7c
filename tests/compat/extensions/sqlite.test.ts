import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { describe, expect, test, vi } from 'vitest'
import { Client } from '../client.ts'
import { provider3, provider4 } from '../provider-versions.ts'
import { openFolder, startServer } from '../running-server.ts'

// The native module better-sqlite3, which this extension loads, is stood in for by ../better-sqlite3, over node:sqlite: the
// real one is compiled at installation. The extension is the published one.
describe('@hocuspocus/extension-sqlite', () => {
  test('documents are kept in its file, and the next server reads them from there', async () => {
    await using folder = await openFolder()
    const database = join(folder.path, 'documents.db')
    {
      await using server = await startServer({ extensions: [new SQLite({ database })] })
      using ada = new Client(provider4, 'first', server)
      using edgar = new Client(provider3, 'second', server)
      ada.write('one')
      edgar.write('two')
      await Promise.all([ada.saved(), edgar.saved()])
    }
    const file = new DatabaseSync(database, { readOnly: true })
    expect(
      file
        .prepare('SELECT name FROM documents ORDER BY name')
        .all()
        .map((row) => row['name']),
    ).toEqual(['first', 'second'])
    file.close()

    await using server = await startServer({ extensions: [new SQLite({ database })] })
    using ada = new Client(provider4, 'first', server)
    using edgar = new Client(provider4, 'second', server)
    await Promise.all([ada.reads('one'), edgar.reads('two')])
    ada.write(' and more')
    await ada.saved()
  })

  test('in memory it says at the start that nothing will be kept', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    using _restored = { [Symbol.dispose]: () => warn.mockRestore() }
    await using server = await startServer({ extensions: [new SQLite({})] })
    expect(warn.mock.calls.flat().join()).toMatch(/in-memory database/)
    using ada = new Client(provider4, 'notes', server)
    ada.write('for now')
    await ada.saved()
    ada.provider.detach()
    using edgar = new Client(provider4, 'notes', server)
    await edgar.reads('for now')
  })
})
