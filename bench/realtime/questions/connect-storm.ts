import { Client } from '../load/client.ts'
import type { ServerKind } from '../load/server-process.ts'
import { prepareStored, readState, StoredContent, storedName, withStored } from '../load/stored-documents.ts'
import type { Question, Readings, Row } from '../question.ts'
import type { ServerSession } from '../session.ts'

const clients = 1_000
const bars = new Map([
  [1, { faster: 4, memory: 0.6 }],
  [100, { faster: 8, memory: 0.3 }],
])

export const connectStorm: Question = {
  name: 'connect-storm',
  asks: 'A thousand clients connect at once to long stored documents: how fast have all of them got theirs, in how much memory?',
  method: `${clients.toLocaleString('en')} clients connect, authenticate and synchronise, all at the same time, with a server that has just started. Each document holds 311 kB, of 260,000 insertions and deletions of a generated editing trace (runs of typing, taking back, going elsewhere; not a recorded one). The processor time and the peak of memory are the server's from its start.`,
  contenders: ['crochet', 'hocuspocus'],
  rows: [...bars.keys()].flatMap(rowsOf),
  prepare: (session) => prepareStored(session, Math.max(...bars.keys())),

  async measure(contender, session) {
    const readings: Readings = {}
    for (const documents of bars.keys()) {
      const { seconds, cpu, peak } = await storm(contender as ServerKind, session, documents)
      Object.assign(readings, { [`rate ${documents}`]: clients / seconds, [`seconds ${documents}`]: seconds })
      Object.assign(readings, { [`cpu ${documents}`]: cpu, [`peak ${documents}`]: peak / 2 ** 20 })
    }
    return readings
  },
}

async function storm(
  kind: ServerKind,
  session: ServerSession,
  documents: number,
): Promise<{ seconds: number; cpu: number; peak: number }> {
  const server = await session.start(kind, await withStored(session, kind))
  const expected = new StoredContent(await readState(session))
  const start = performance.now()
  const joined = await Promise.all(
    Array.from({ length: clients }, (_, index) =>
      Client.join({
        port: server.port,
        dialect: 'hocuspocus',
        document: storedName(index % documents),
        index,
        events: { content: (reader) => expected.check(reader) },
      }),
    ),
  )
  const seconds = (performance.now() - start) / 1000
  const { cpu, peak } = await server.usage()
  for (const client of joined) client.leave()
  await server.kill()
  return { seconds, cpu, peak }
}

function rowsOf(documents: number): Row[] {
  const where = `${clients.toLocaleString('en')} clients to ${documents} document${documents === 1 ? '' : 's'}`
  const { faster, memory } = bars.get(documents) ?? { faster: 1, memory: 1 }
  return [
    {
      key: `rate ${documents}`,
      label: `${where}: clients that have their document`,
      unit: '/s',
      bars: [{ against: 'hocuspocus', least: faster }],
    },
    { key: `seconds ${documents}`, label: `${where}: until all have it`, unit: 's' },
    { key: `cpu ${documents}`, label: `${where}: processor time`, unit: 's' },
    {
      key: `peak ${documents}`,
      label: `${where}: peak of resident memory`,
      unit: 'MB',
      bars: [{ against: 'hocuspocus', most: memory }],
    },
  ]
}
