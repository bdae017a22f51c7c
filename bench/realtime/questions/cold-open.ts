import { Doc, applyUpdate } from 'yjs'
import { Client } from '../load/client.ts'
import type { ServerKind } from '../load/server-process.ts'
import { prepareStored, readState, StoredContent, storedName, withStored } from '../load/stored-documents.ts'
import type { Question } from '../question.ts'
import type { ServerSession } from '../session.ts'
import { textName } from '../wire/letter.ts'

export const coldOpen: Question = {
  name: 'cold-open',
  asks: 'A long document is opened for the first time: how long does it take, beside applying its bytes by hand?',
  method:
    'One document of 311 kB (as in connect-storm) and a server that has served one empty document. From opening a socket to having the document; once more with a handler on afterLoadDocument that reads the text, for which the tree has to be built. By hand, in a fresh process: read the bytes from a file, `applyUpdate`, and for the second row read the text.',
  contenders: ['crochet', 'hocuspocus', 'by hand'],
  rounds: 5,
  rows: [
    { key: 'client', label: 'a client has the document', unit: 'ms', bars: [{ against: 'by hand', most: 1.1 }] },
    { key: 'tree', label: 'a handler has read it, too', unit: 'ms', bars: [{ against: 'by hand', most: 1.1 }] },
  ],
  prepare: (session) => prepareStored(session, 1),

  async measure(contender, session) {
    if (contender === 'by hand') return byHand(session)
    const kind = contender as ServerKind
    return { client: await open(kind, session, false), tree: await open(kind, session, true) }
  },
}

async function byHand(session: ServerSession): Promise<{ client: number; tree: number }> {
  const start = performance.now()
  const document = new Doc()
  applyUpdate(document, await readState(session))
  const applied = performance.now()
  document.getText(textName).toString()
  return { client: applied - start, tree: performance.now() - start }
}

async function open(kind: ServerKind, session: ServerSession, readsText: boolean): Promise<number> {
  const server = await session.start(kind, { ...(await withStored(session, kind)), readsText })
  const expected = new StoredContent(await readState(session))
  const { port } = server
  const first = await Client.join({ port, dialect: 'hocuspocus', document: 'empty', index: 0, events: {} })
  let received = 0
  const content = (reader: Parameters<typeof expected.check>[0]): void => {
    received = performance.now()
    expected.check(reader)
  }
  const start = performance.now()
  const options = { port, dialect: 'hocuspocus', document: storedName(0), index: 1, events: { content } } as const
  const second = await Client.join(options)
  first.leave()
  second.leave()
  await server.kill()
  return received - start
}
