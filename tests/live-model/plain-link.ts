import { WebSocket } from 'ws'
import * as Y from 'yjs'
import {
  readFrame,
  statelessFrame,
  step1Frame,
  step2Frame,
  tokenFrame,
  updateFrame,
  type Frame,
} from '../crash/frames.ts'
import type { Link, Linking } from './link.ts'

/** Milliseconds until it connects again: nobody tells a client when the server is back. */
const again = 10

/** By the sync protocol written out by hand: no queue, no counter, nothing that could make up for a mistake. */
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
    this.#send(statelessFrame(this.#about.name, 'save'))
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
    if (origin !== this && this.#isAuthenticated) this.#send(updateFrame(this.#about.name, update))
  }

  #connect(): void {
    const { wire, name, token } = this.#about
    const socket = new (wire.webSocket())()
    this.#socket = socket
    socket.on('open', () => socket.send(tokenFrame(name, token)))
    socket.on('message', (data: Buffer) => this.#receive(readFrame(new Uint8Array(data))))
    socket.on('close', () => {
      this.#disconnected()
      this.#socket = undefined
      if (this.#isWanted) this.#timer = setTimeout(() => this.#connect(), again)
    })
  }

  #receive(frame: Frame): void {
    const { doc, name, reasons } = this.#about
    if (!this.#isWanted || frame.address !== name) return
    switch (frame.is) {
      case 'authenticated':
        this.#isAuthenticated = true
        return this.#send(step1Frame(name, Y.encodeStateVector(doc)))
      case 'step1':
        return this.#send(step2Frame(name, Y.encodeStateAsUpdate(doc, frame.stateVector)))
      case 'step2':
        this.#isSynced = true
        return Y.applyUpdate(doc, frame.update, this)
      case 'update':
        return Y.applyUpdate(doc, frame.update, this)
      case 'denied':
        return void reasons.push('denied')
      case 'close':
        reasons.push('closed')
        return this.#socket?.terminate()
      case 'token':
      case 'status':
      case 'other':
        return
    }
  }

  #send(frame: Uint8Array): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame)
  }

  #disconnected(): void {
    this.#isAuthenticated = false
    this.#isSynced = false
  }
}
