import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocket } from 'ws'
import { readSyncMessage, writeSyncStep1, writeUpdate } from 'y-protocols/sync'
import { tokenFrame } from '../crash/frames.ts'
import type { Link, Linking } from './link.ts'

/** Milliseconds until it connects again. */
const again = 10

/** Types of messages. */
const [sync, auth, stateless, close, syncReply] = [0, 2, 5, 7, 4]
const authenticated = 2

/** By `y-protocols` on a socket, and nothing else: no queue, no counter, nothing that could make up for a mistake. */
export class PlainLink implements Link {
  readonly #about: Linking
  #socket: WebSocket | undefined
  #timer: NodeJS.Timeout | undefined
  #isWanted = true
  #isAuthenticated = false
  #isSynced = false

  constructor(about: Linking) {
    this.#about = about
    about.doc.on('update', this.#onUpdate)
    this.#connect()
  }

  get isSynced(): boolean {
    return this.#isSynced
  }

  get state(): string {
    return `plain, ${this.#isSynced ? 'synced' : 'not synced'}, socket ${String(this.#socket?.readyState)}`
  }

  save(): void {
    this.#send(stateless, (encoder) => encoding.writeVarString(encoder, 'save'))
  }

  goOffline(): void {
    this.#isWanted = false
    this.#disconnected()
    clearTimeout(this.#timer)
    this.#socket?.close()
  }

  goOnline(): void {
    if (this.#isWanted) return
    this.#isWanted = true
    if (this.#socket === undefined) this.#connect()
  }

  leave(): void {
    this.goOffline()
    this.#about.doc.off('update', this.#onUpdate)
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this && this.#isAuthenticated) this.#send(sync, (encoder) => writeUpdate(encoder, update))
  }

  #connect(): void {
    const { wire, name, token } = this.#about
    const socket = new (wire.webSocket())()
    this.#socket = socket
    socket.on('open', () => socket.send(tokenFrame(name, token)))
    socket.on('message', (data: Buffer) => this.#receive(new Uint8Array(data)))
    socket.on('close', () => {
      this.#disconnected()
      this.#socket = undefined
      if (this.#isWanted) this.#timer = setTimeout(() => this.#connect(), again)
    })
  }

  #receive(message: Uint8Array): void {
    const { doc, name, reasons } = this.#about
    const decoder = decoding.createDecoder(message)
    if (!this.#isWanted || message.length === 1 || decoding.readVarString(decoder) !== name) return
    const type = decoding.readVarUint(decoder)
    switch (type) {
      case auth:
        if (decoding.readVarUint(decoder) !== authenticated) return void reasons.push(decoding.readVarString(decoder))
        this.#isAuthenticated = true
        return this.#send(sync, (encoder) => writeSyncStep1(encoder, doc))
      case close:
        reasons.push(decoding.readVarString(decoder))
        return this.#socket?.terminate()
      case sync:
      case syncReply: {
        const answer = encoding.createEncoder()
        const step = readSyncMessage(decoder, answer, doc, this)
        if (step === 1) this.#isSynced = true
        if (encoding.hasContent(answer))
          this.#send(sync, (encoder) => encoding.writeUint8Array(encoder, encoding.toUint8Array(answer)))
      }
    }
  }

  #disconnected(): void {
    this.#isAuthenticated = false
    this.#isSynced = false
  }

  #send(type: number, write: (encoder: encoding.Encoder) => void): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    const encoder = encoding.createEncoder()
    encoding.writeVarString(encoder, this.#about.name)
    encoding.writeVarUint(encoder, type)
    write(encoder)
    this.#socket.send(encoding.toUint8Array(encoder))
  }
}
