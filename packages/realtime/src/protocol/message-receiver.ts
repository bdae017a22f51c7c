import * as encoding from 'lib0/encoding'
import { applyAwarenessUpdate } from 'y-protocols/awareness'
import { rewriteStates, statesOf } from '../awareness/rewrite-states.ts'
import type { Connection } from '../connection/connection.ts'
import { Document } from '../document/document.ts'
import type { TransactionOrigin } from '../document/transaction-origin.ts'
import { RealtimeError } from '../errors.ts'
import { decodeAwarenessUpdate, encodeAwarenessUpdate } from './awareness-update.ts'
import type { IncomingMessage } from './incoming-message.ts'
import { messageType, syncType } from './message.ts'
import { OutgoingMessage } from './outgoing-message.ts'

/** Sends an answer. */
type Reply = (message: Uint8Array) => void

/**
 * Applies a message of another server to a document: what an extension has received on a bus. The address has been read.
 * (API of Hocuspocus 4; messages of clients take the way of `handleMessage`.)
 */
export class MessageReceiver {
  readonly message: IncomingMessage
  readonly #origin: TransactionOrigin

  /** @param origin of the changes it makes. Default: code in this process */
  constructor(message: IncomingMessage, origin: TransactionOrigin = { source: 'local' }) {
    this.message = message
    this.#origin = origin
  }

  /**
   * @param connection a client's, which then handles the message as if it had arrived there
   * @throws RealtimeError for a message that is malformed or of a type that servers do not send; what a hook throws
   */
  async apply(document: Document, connection?: Connection, reply?: Reply): Promise<void> {
    if (connection !== undefined) return connection.handleMessage(this.message.decoder.arr)
    const { message } = this
    const type = message.readVarUint()
    switch (type) {
      case messageType.sync:
      case messageType.syncReply:
        return this.#sync(document, { reply, asks: type === messageType.sync })
      case messageType.awareness:
        return this.#awareness(document)
      case messageType.queryAwareness:
        return reply?.(
          new OutgoingMessage(document.name).createAwarenessUpdateMessage(document.awareness).toUint8Array(),
        )
      case messageType.broadcastStateless:
        return document.relayStateless(message.readVarString())
      default:
        throw new RealtimeError('FRAME_TYPE', { type })
    }
  }

  /** @param how `asks`: a state vector is answered with one, so that both have everything in the end */
  #sync(document: Document, { reply, asks }: { reply: Reply | undefined; asks: boolean }): void {
    const { message } = this
    const step = message.readVarUint()
    switch (step) {
      case syncType.step1: {
        const update = document.content.encode(message.readVarUint8Array())
        message.writeVarUint(messageType.sync)
        message.writeVarUint(syncType.step2)
        encoding.writeVarUint8Array(message.encoder, update)
        reply?.(message.toUint8Array())
        if (asks) reply?.(askFor(document))
        return
      }
      case syncType.step2:
      case syncType.update:
        document.apply(message.readVarUint8Array(), this.#origin)
        return
      default:
        throw new RealtimeError('FRAME_TYPE', { type: `${messageType.sync}/${step}` })
    }
  }

  async #awareness(document: Document): Promise<void> {
    const entries = decodeAwarenessUpdate(this.message.readVarUint8Array())
    const states = statesOf(entries)
    await document.callbacks.beforeHandleAwareness(document, states, this.#origin)
    const clockOf = (client: number): number => document.awareness.meta.get(client)?.clock ?? 0
    const rewritten = rewriteStates(entries, states, clockOf)
    if (document instanceof Document) document.applyAwareness(rewritten, this.#origin)
    else applyAwarenessUpdate((document as Document).awareness, encodeAwarenessUpdate(rewritten), this.#origin)
  }
}

/** A question for what the document lacks, which is not answered with a question. */
function askFor({ name, content }: Document): Uint8Array {
  const { encoder } = new OutgoingMessage(name).createSyncReplyMessage()
  encoding.writeVarUint(encoder, syncType.step1)
  encoding.writeVarUint8Array(encoder, content.stateVector())
  return encoding.toUint8Array(encoder)
}
