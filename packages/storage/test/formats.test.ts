import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync } from 'node:zlib'
import { openStorage, type Storage } from '@crochet/storage'
import { expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'

type Format = 1 | 2 | 3
const current = 4

interface Older extends AsyncDisposable {
  readonly file: string
  open(): Promise<Storage>
}

/** A copy of a file that the code of that format has written (`formats/README.md`). */
async function older(format: Format): Promise<Older> {
  const folder = await temporaryFolder()
  const file = join(folder.path, 'crochet.db')
  await writeFile(file, gunzipSync(await readFile(join(import.meta.dirname, `formats/format-${format}.db.gz`))))
  expect(formatOf(file)).toBe(format)
  return {
    file,
    open: () => openStorage(`file:${file}`),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

function formatOf(file: string): unknown {
  using database = new DatabaseSync(file, { readOnly: true })
  expect({ ...database.prepare('PRAGMA integrity_check').get() }).toEqual({ integrity_check: 'ok' })
  return database.prepare('SELECT format FROM crochet_storage').get()?.['format']
}

/** Every table and index of the storage itself, with its columns in order. */
function ownSchema(file: string): unknown {
  using database = new DatabaseSync(file, { readOnly: true })
  const names = database.prepare("SELECT type, name FROM sqlite_schema WHERE name LIKE 'crochet_%' ORDER BY name").all()
  return names.map(({ type, name }) => {
    const rows = database.prepare(`PRAGMA ${type === 'index' ? 'index_xinfo' : 'table_xinfo'}('${String(name)}')`).all()
    return [name, rows.map(({ cid: _place, ...column }) => column)]
  })
}

const tables = [
  { name: 'authors', columns: [{ name: 'email', type: 'text' as const, notNull: true, unique: true }] },
  {
    name: 'posts',
    columns: [
      { name: 'title', type: 'text' as const, index: true },
      { name: 'rank', type: 'number' as const },
      { name: 'public', type: 'boolean' as const },
      { name: 'body', type: 'json' as const },
      { name: 'author', type: 'text' as const },
    ],
  },
]

const text = (updates: readonly Uint8Array[]): string[] => updates.map((bytes) => Buffer.from(bytes).toString())

for (const format of [1, 2, 3] as const) {
  test(`a file of format ${format} opens with its rows and its journal, and has the tables of a new file`, async () => {
    await using file = await older(format)
    for (let time = 0; time < 2; time++) {
      await using storage = await file.open()
      await storage.documents.migrate(tables)
      const body = { blocks: [{ text: 'ÄÖ “quoted”' }, 1.5, null] }
      expect(await storage.documents.find('posts')).toEqual([
        { id: '1', title: 'One', rank: 0.1, public: true, body, author: 'ada' },
        { id: '2', title: 'Two', rank: null, public: false, body: null, author: null },
      ])
      const { updates, seqs, stored } = await storage.journal.load('page')
      expect([text(updates), seqs, stored]).toEqual([['ab', 'c', 'd'], [2, 3, 4], format === 1 ? 0 : 3])
      expect(await storage.journal.list()).toEqual(format === 1 ? ['page'] : ['broken', 'page'])
      const aside = (await storage.journal.aside()).map((entry) => [entry.document, entry.seq, text([entry.bytes])])
      expect(aside).toEqual(format === 1 ? [] : [['broken', 2, ['bad']]])
    }
    expect(formatOf(file.file)).toBe(current)
    await using folder = await temporaryFolder()
    const fresh = join(folder.path, 'fresh.db')
    await using storage = await openStorage(`file:${fresh}`)
    await storage.journal.list()
    expect(ownSchema(file.file)).toEqual(ownSchema(fresh))
  })

  test(`a file of format ${format} goes on counting its journal, and takes rows and jobs in one transaction`, async () => {
    await using file = await older(format)
    await using storage = await file.open()
    await storage.documents.migrate(tables)
    expect(await storage.journal.append('page', Uint8Array.of(1))).toBe(5)
    expect(await storage.journal.append('gone', Uint8Array.of(1))).toBe(3)
    const now = Date.UTC(2026, 5, 1)
    const job = {
      task: 'new',
      queue: 'default',
      input: 1,
      priority: 0,
      runAt: now,
      attempts: 1,
      about: { user: 'ada' },
    }
    for (const end of ['rollback', 'commit'] as const) {
      await using transaction = await storage.documents.transaction()
      await transaction.insert('posts', { id: end })
      await transaction.enqueue([job], now)
      await transaction[end]()
    }
    expect(await storage.documents.count('posts')).toBe(3)
    const claim = { token: 'new', now, until: now + 1000, limit: 10, tasks: [{ task: 'new' }] }
    const [claimed, ...others] = await storage.jobs.claim(claim)
    expect([claimed?.about, others]).toEqual([{ user: 'ada' }, []])
    expect(await storage.jobs.settle([{ id: claimed?.id ?? '', token: 'new', as: 'done' }], now)).toEqual([true])
  })
}

test('the jobs of a file of format 3 are there in every state, and go on', async () => {
  await using file = await older(3)
  await using storage = await file.open()
  const { jobs } = storage
  const states = (await jobs.list({}, { limit: 10 })).map(({ input, state, about }) => [input, state, about])
  expect(states.toReversed()).toEqual([
    ['done', 'done', undefined],
    ['dead', 'dead', undefined],
    ['running', 'running', undefined],
    ['blocked', 'pending', undefined],
    ['timed', 'pending', undefined],
    ['cancelled', 'cancelled', undefined],
    [{ ready: true }, 'pending', undefined],
  ])
  const [began, later] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 3)]
  expect(await jobs.openSchedule('nightly', '0 3 * * * UTC', later)).toBe(began)
  const inputs: unknown[] = []
  for (const token of ['first', 'second']) {
    const claimed = await jobs.claim({ token, now: later, until: later + 1000, limit: 10, tasks: [{ task: 'mail' }] })
    inputs.push(claimed.map(({ input, attempt }) => [input, attempt]))
    await jobs.settle(
      claimed.map(({ id }) => ({ id, token, as: 'done' as const })),
      later,
    )
  }
  // The one whose worker is gone begins again, and what was behind it waits for that.
  expect(inputs).toEqual([
    [
      [{ ready: true }, 1],
      ['running', 2],
      ['timed', 1],
    ],
    [['blocked', 1]],
  ])
})
