import assert from 'node:assert/strict'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import {
  defaultLimits,
  type Limits,
  type RealtimeErrorCode,
  type Server,
  type ServerConfiguration,
} from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { frame, RawClient, type Part } from '../support/raw-client.ts'
import { running } from '../support/running-server.ts'

/** Types of messages. */
export const type = { sync: 0, awareness: 1, auth: 2, query: 3, stateless: 5, close: 7, status: 8 } as const
/** Second numbers of sync messages. */
export const step = { one: 0, two: 1, update: 2 } as const

/** What became of what a client sent: everything was taken, or its socket was closed. */
export type Outcome = 'taken' | { readonly code: number; readonly reason: string }

/** Around a limit: one less, the limit, one more, and a thousand times as much; with whether that is let through. */
export const around = (limit: number): [number, boolean][] => [
  [limit - 1, true],
  [limit, true],
  [limit + 1, false],
  [1_000 * limit, false],
]

/** A server with small limits, and a good client, which must never notice what others do. */
export class Scene implements AsyncDisposable {
  readonly server: Server & { url: string }
  readonly good: Client
  readonly #reader: Client
  #beats = 0

  private constructor(server: Server & { url: string }, good: Client, reader: Client) {
    this.server = server
    this.good = good
    this.#reader = reader
  }

  /** @param document which the good client edits */
  static async open(configuration: ServerConfiguration = {}, document = 'doc'): Promise<Scene> {
    const server = await running(configuration)
    const good = new Client(document, { url: server.url, token: 'good' })
    const reader = new Client(document, { url: server.url, token: 'good' })
    await Promise.all([good.whenSynced(), reader.whenSynced()])
    return new Scene(server, good, reader)
  }

  /** A client that has done nothing yet. */
  stranger(): Promise<RawClient> {
    return RawClient.open(this.server.url)
  }

  /** A client that has a document open, and was greeted. */
  async client(document = 'doc', token = ''): Promise<RawClient> {
    const client = await this.stranger()
    await signIn(client, document, token)
    return client
  }

  refused(code: RealtimeErrorCode): number {
    return this.server.hocuspocus.metrics().refused[code] ?? 0
  }

  /** An edit of the good client reaches the disk and the other good client. */
  async unharmed(): Promise<void> {
    const beat = ++this.#beats
    this.good.document.getMap('beat').set('n', beat)
    const arrived = this.#reader.until(() => this.#reader.document.getMap('beat').get('n') === beat)
    await Promise.all([this.good.whenSaved(), arrived])
  }

  /** What was refused was refused with this error, whose reason the client got; and nobody else noticed. */
  async expectRefused(outcome: Outcome, code: RealtimeErrorCode, closeCode: number): Promise<void> {
    assert.notEqual(outcome, 'taken')
    const { code: closed, reason } = outcome as Exclude<Outcome, 'taken'>
    assert.equal(closed, closeCode)
    assert.match(reason, /\w+ .*\w/)
    assert.equal(this.refused(code), 1)
    await this.unharmed()
  }

  /** @param expected that everything was taken, or the error and close code it was refused with */
  async expectOutcome(outcome: Outcome, expected: 'taken' | readonly [RealtimeErrorCode, number]): Promise<void> {
    if (expected === 'taken') assert.equal(outcome, expected)
    else await this.expectRefused(outcome, ...expected)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.good[Symbol.dispose]()
    this.#reader[Symbol.dispose]()
    await this.server.destroy()
  }
}

export async function signIn(client: RawClient, document = 'doc', token = ''): Promise<void> {
  client.token(document, token)
  await client.next(type.auth, document)
}

/** Waits until the server has handled everything that was sent. */
export async function outcomeOf(client: RawClient): Promise<Outcome> {
  // Whatever its state, a socket answers that a document is closed.
  client.send('fence', type.close)
  return Promise.race([client.next(type.close, 'fence').then((): Outcome => 'taken'), client.closed])
}

/** A frame of exactly this many bytes: a stateless message. */
export function sized(bytes: number, document = 'doc'): Uint8Array {
  for (let length = Math.max(0, bytes - document.length - 8); length <= bytes; length++) {
    const made = frame(document, type.stateless, 'x'.repeat(length))
    if (made.length === bytes) return made
  }
  throw new RangeError(`there is no such frame of ${bytes} bytes`)
}

export const repeat = (count: number, ...parts: Part[]): Uint8Array[] =>
  Array.from({ length: count }, () => frame(...parts))

/** What somebody with this client id types. */
export function typing(client: number, text: string, clock = 0): Uint8Array {
  const document = new Y.Doc()
  document.clientID = client
  if (clock > 0) document.getText('text').insert(0, '-'.repeat(clock))
  const before = Y.encodeStateVector(document)
  document.getText('text').insert(clock, text)
  return Y.encodeStateAsUpdate(document, before)
}

/** Presence as y-protocols encodes it. */
export function presence(...entries: [client: number, clock: number, state: string][]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const [client, clock, state] of entries) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
  }
  return encoding.toUint8Array(encoder)
}

export const limited = (limits: Partial<Limits>): { limits: Partial<Limits> } => ({ limits })

/** The limit in force when nothing is configured. */
export const standard = defaultLimits
