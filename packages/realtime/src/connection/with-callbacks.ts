import { ConnectionCallbacks, type ConnectionCallback, type Moment } from './connection-callbacks.ts'

/** What code may hear of a single connection, and decide about it, besides by hooks. (API of Hocuspocus 4) */
export class WithCallbacks {
  #callbacks: ConnectionCallbacks | undefined

  /** What code has put on this connection, if there is something. */
  get callbacks(): ConnectionCallbacks | undefined {
    return this.#callbacks
  }

  /** Calls `callback` before a message is handled, after the hooks. What it throws refuses the message, as with hooks. */
  beforeHandleMessage(callback: ConnectionCallback<'beforeHandleMessage'>): this {
    return this.#on('beforeHandleMessage', callback)
  }

  /** Calls `callback` when a message has been handled. */
  afterHandleMessage(callback: ConnectionCallback<'afterHandleMessage'>): this {
    return this.#on('afterHandleMessage', callback)
  }

  /** Calls `callback` before a sync message is applied. What it throws refuses the message. */
  beforeSync(callback: ConnectionCallback<'beforeSync'>): this {
    return this.#on('beforeSync', callback)
  }

  /** Calls `callback` with each stateless message of the client. */
  onStatelessCallback(callback: ConnectionCallback<'stateless'>): this {
    return this.#on('stateless', callback)
  }

  /** Calls `callback` when the client has sent its token again. What it throws ends the connection. */
  onTokenSyncCallback(callback: ConnectionCallback<'tokenSync'>): this {
    return this.#on('tokenSync', callback)
  }

  #on<At extends Moment>(moment: At, callback: ConnectionCallback<At>): this {
    this.#callbacks ??= new ConnectionCallbacks()
    this.#callbacks.add(moment, callback)
    return this
  }
}
