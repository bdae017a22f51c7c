import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Doc, applyUpdate } from 'yjs'
import type { ServerOptions } from '../servers/attend.ts'
import type { ServerSession } from '../session.ts'
import { textName } from '../wire/letter.ts'
import type { Reader } from '../wire/reader.ts'
import { Client } from './client.ts'
import { editingTrace } from './editing-trace.ts'
import type { ServerKind } from './server-process.ts'

const stateFile = (session: ServerSession): string => join(session.folder, 'state.bin')
const journalFolder = (session: ServerSession): string => join(session.folder, 'journal')

export const storedName = (index: number): string => `stored-${index}`

/** Stores a long edited document under several names: a file for Hocuspocus; for Crochet a journal, written by a server of its own. */
export async function prepareStored(session: ServerSession, documents: number): Promise<void> {
  const { state } = editingTrace()
  await writeFile(stateFile(session), state)
  await mkdir(journalFolder(session))
  const server = await session.start('crochet', { journal: join(journalFolder(session), 'journal.db') })
  for (let index = 0; index < documents; index++) {
    const stored = Promise.withResolvers<void>()
    const events = { acknowledged: () => stored.resolve() }
    const options = { port: server.port, dialect: 'hocuspocus', document: storedName(index), index, events } as const
    const client = await Client.join(options)
    client.write(client.updateFrame(state))
    await stored.promise
    client.leave()
  }
  await server.stop()
}

/** @returns options of a server that has what was prepared; Crochet's journal is a copy */
export async function withStored(session: ServerSession, kind: ServerKind): Promise<ServerOptions> {
  if (kind !== 'crochet') return { stored: stateFile(session) }
  const folder = await session.scratch()
  await cp(journalFolder(session), folder, { recursive: true })
  return { journal: join(folder, 'journal.db') }
}

export const readState = (session: ServerSession): Promise<Buffer> => readFile(stateFile(session))

/** Checks that what a client is sent is the document. The same bytes need to be read only once. */
export class StoredContent {
  readonly #expected: string
  readonly #known: Uint8Array[] = []

  constructor(state: Uint8Array) {
    this.#expected = textOf(state)
  }

  /** @throws Error when it is another document */
  check({ bytes, at, end }: Reader): void {
    const content = bytes.subarray(at, end)
    if (this.#known.some((known) => Buffer.compare(known, content) === 0)) return
    if (textOf(content) !== this.#expected) throw new Error('a client was sent another document than the stored one')
    this.#known.push(Uint8Array.from(content))
  }
}

function textOf(state: Uint8Array): string {
  const document = new Doc()
  applyUpdate(document, state)
  return document.getText(textName).toString()
}
