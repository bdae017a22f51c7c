import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { Server } from '../../src/index.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { RawClient } from '../support/raw-client.ts'
import { Lines } from '../support/running-server.ts'
import { Firings } from './firings.ts'

const message = { sync: 0, awareness: 1, auth: 2, stateless: 5, close: 7, syncStatus: 8 }

/** A server all of whose hooks are listened to, and a client of the document `doc` that does one thing after the other. */
export class Session implements AsyncDisposable {
  readonly clock = new ManualClock()
  readonly firings = new Firings()
  readonly server: Server
  #client: RawClient | undefined
  #words = 0

  constructor() {
    const { clock, firings } = this
    const settings = { address: '127.0.0.1', port: 0, stopOnSignals: false, log: new Lines(), clock }
    this.server = new Server({ ...settings, ...firings.handlers })
  }

  get client(): RawClient {
    if (this.#client === undefined) throw new Error('connect first')
    return this.#client
  }

  async request(): Promise<void> {
    await fetch(`http://127.0.0.1:${this.server.address.port}/status`)
  }

  async connect(): Promise<void> {
    this.#client = await RawClient.open(`ws://127.0.0.1:${this.server.address.port}/collab?room=7`)
  }

  signIn(): void {
    this.client.token('doc', 'secret')
  }

  synchronise(): void {
    this.client.send('doc', message.sync, 0, Uint8Array.of(0))
  }

  write(): void {
    const document = new Y.Doc()
    document.getMap('words').set(String(this.#words++), true)
    this.client.send('doc', message.sync, 2, Y.encodeStateAsUpdate(document))
  }

  bePresent(): void {
    this.client.bytes(presence('doc', { id: 1, clock: 1, state: { user: 'Ada' } }))
  }

  sayStateless(): void {
    this.client.send('doc', message.stateless, 'hello')
  }

  leave(): void {
    this.client[Symbol.dispose]()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client?.[Symbol.dispose]()
    await this.server.destroy()
  }
}

interface Presence {
  readonly id: number
  readonly clock: number
  readonly state: object | null
}

/** A frame that says something of the presence of clients. */
export function presence(address: string, ...states: readonly Presence[]): Uint8Array {
  const update = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, states.length)
    for (const { id, clock, state } of states) {
      encoding.writeVarUint(encoder, id)
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarString(encoder, JSON.stringify(state))
    }
  })
  return encoding.encode((encoder) => {
    encoding.writeVarString(encoder, address)
    encoding.writeVarUint(encoder, message.awareness)
    encoding.writeVarUint8Array(encoder, update)
  })
}
