// Writes one of everything the storage of its checkout can keep: `node --conditions=crochet-source make-file.ts FILE FORMAT`.
import { openStorage } from '@crochet/storage'

const [file = '', format = ''] = process.argv.slice(2)
const [bytes, day] = [(text: string): Uint8Array => Buffer.from(text), 86_400_000]

await using storage = await openStorage(`file:${file}`)
const { documents, journal } = storage

await documents.migrate([
  { name: 'authors', columns: [{ name: 'email', type: 'text', notNull: true, unique: true }] },
  {
    name: 'posts',
    columns: [
      { name: 'title', type: 'text', index: true },
      { name: 'rank', type: 'number' },
      { name: 'public', type: 'boolean' },
      { name: 'body', type: 'json' },
      {
        name: 'author',
        type: 'text',
        ...(format === '1' ? {} : { references: { table: 'authors', onDelete: 'restrict' as const } }),
      },
    ],
  },
])
{
  await using transaction = await documents.transaction()
  await transaction.insert('authors', { id: 'ada', email: 'ada@example.org' })
  const body = { blocks: [{ text: 'ÄÖ “quoted”' }, 1.5, null] }
  await transaction.insert('posts', { id: '1', title: 'One', rank: 0.1, public: true, body, author: 'ada' })
  await transaction.insert('posts', { id: '2', title: 'Two', public: false })
  await transaction.commit()
}

for (const text of ['a', 'b', 'c', 'd']) await journal.append('page', bytes(text))
await journal.compact('page', bytes('ab'), 2)
await journal.append('gone', bytes('x'))
await journal.append('gone', bytes('y'))
await journal.remove('gone')
if (format !== '1') {
  await journal.markStored('page', 3)
  for (const text of ['good', 'bad']) await journal.append('broken', bytes(text))
  await journal.setAside('broken', 2, 'is not an update')
}

if (format === '3') {
  const { jobs } = storage
  const [now, priority, attempts] = [Date.UTC(2026, 0, 1), 0, 2]
  const job = { task: 'mail', queue: 'default', priority, runAt: now, attempts }
  await jobs.enqueue([{ ...job, input: 'done' }], now)
  await jobs.enqueue([{ ...job, input: 'dead', attempts: 1 }], now + 1)
  await jobs.enqueue([{ ...job, input: 'running', key: 'k', attempts: 3 }], now + 2)
  const claim = { token: 'killed', now: now + 2, until: now + 30_000, limit: 10, tasks: [{ task: 'mail' }] }
  const [done, dead] = await jobs.claim(claim)
  const lease = (id = ''): { id: string; token: string } => ({ id, token: claim.token })
  const failed = { ...lease(dead?.id), as: 'dead' as const, error: 'MAIL_REFUSED it was refused' }
  await jobs.settle([{ ...lease(done?.id), as: 'done' }, failed], now + 3)
  await jobs.enqueue([{ ...job, input: 'blocked', key: 'k' }], now + 4)
  await jobs.enqueue([{ ...job, input: 'timed', runAt: now + day }], now + 5)
  const [cancelled] = await jobs.enqueue([{ ...job, input: 'cancelled' }], now + 6)
  await jobs.cancel(cancelled?.id ?? '', now + 7)
  await jobs.enqueue([{ ...job, input: { ready: true }, priority: 5 }], now + 8)
  await jobs.openSchedule('nightly', '0 3 * * * UTC', now)
}
