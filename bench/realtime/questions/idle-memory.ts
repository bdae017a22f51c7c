import { Client } from '../load/client.ts'
import { inParallel } from '../load/in-parallel.ts'
import type { ServerKind } from '../load/server-process.ts'
import { Stage } from '../load/stage.ts'
import { prepareStored, readState, StoredContent, storedName, withStored } from '../load/stored-documents.ts'
import type { Question, Readings } from '../question.ts'
import type { ServerSession } from '../session.ts'

/**
 * Opened first, so that what a server needs once is not counted. So many connections because its code is compiled again and
 * again until it has served some hundreds: that takes 5 to 30 MB, more in one run and less in the next, which is not given back.
 */
const connectionsBefore = 900
const documentsBefore = 20
const connections = 1_000
const documents = 100

export const idleMemory: Question = {
  name: 'idle-memory',
  asks: 'How much memory does a connection take that does nothing, and a long document that is open and not edited?',
  method: `What the server's resident memory grows by, after collecting garbage: by ${connections.toLocaleString('en')} connections to one empty document that has ${connectionsBefore}; by ${documents} documents of 311 kB (as in connect-storm), opened one after another by a client each, which stays (its connection is counted with the document).`,
  contenders: ['crochet', 'hocuspocus', 'relay-send'],
  rows: [
    { key: 'connection', label: 'an idle connection', unit: 'kB', bars: [{ against: 'hocuspocus', most: 0.6 }] },
    { key: 'document', label: 'a loaded idle document', unit: 'kB', bars: [{ against: 'hocuspocus', most: 0.15 }] },
  ],
  prepare: (session) => prepareStored(session, documentsBefore + documents),

  async measure(contender, session) {
    const kind = contender as ServerKind
    const readings: Readings = { connection: await ofConnection(kind, session) }
    if (kind !== 'relay-send') readings.document = await ofDocument(kind, session)
    return readings
  },
}

async function ofConnection(kind: ServerKind, session: ServerSession): Promise<number> {
  const stage = await Stage.open(session, kind, { rooms: 1, writersPerRoom: 1, ring: 2 })
  await stage.fill(connectionsBefore)
  const before = await stage.server.usageOfLive()
  await stage.fill(connectionsBefore + connections)
  const after = await stage.server.usageOfLive()
  await stage.close()
  return (after.resident - before.resident) / 1024 / connections
}

async function ofDocument(kind: ServerKind, session: ServerSession): Promise<number> {
  const server = await session.start(kind, await withStored(session, kind))
  const expected = new StoredContent(await readState(session))
  const clients: Client[] = []
  const open = (first: number, count: number): Promise<void> => {
    const indexes = Array.from({ length: count }, (_, index) => first + index)
    return inParallel(indexes, 1, async (index) => {
      const events = { content: expected.check.bind(expected) }
      clients.push(
        await Client.join({ port: server.port, dialect: 'hocuspocus', document: storedName(index), index, events }),
      )
    })
  }
  await open(0, documentsBefore)
  const before = await server.usageOfLive()
  await open(documentsBefore, documents)
  const after = await server.usageOfLive()
  for (const client of clients) client.leave()
  await server.kill()
  return (after.resident - before.resident) / 1024 / documents
}
