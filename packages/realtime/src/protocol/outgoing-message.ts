import * as encoding from 'lib0/encoding'
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { authType, messageType, syncType } from './message.ts'

/**
 * A message that an extension builds, piece by piece. (API of Hocuspocus 4; what this server sends itself is made by
 * `encodeServerMessage`.)
 */
export class OutgoingMessage {
  readonly encoder: encoding.Encoder = encoding.createEncoder()
  type: number | undefined
  /** For logs. */
  category: string | undefined

  /** @param address document name, or name + NUL + session */
  constructor(address: string) {
    encoding.writeVarString(this.encoder, address)
  }

  createSyncMessage(): this {
    return this.#begin(messageType.sync)
  }

  /** A sync message to another server, which does not answer it with a question. */
  createSyncReplyMessage(): this {
    return this.#begin(messageType.syncReply)
  }

  createAwarenessUpdateMessage(awareness: Awareness, clients: number[] = [...awareness.getStates().keys()]): this {
    this.#begin(messageType.awareness, 'Update')
    encoding.writeVarUint8Array(this.encoder, encodeAwarenessUpdate(awareness, clients))
    return this
  }

  writeQueryAwareness(): this {
    return this.#begin(messageType.queryAwareness, 'Update')
  }

  writeTokenSyncRequest(): this {
    return this.#begin(messageType.auth, 'TokenSync').#number(authType.token)
  }

  writeAuthenticated(readonly: boolean): this {
    this.#begin(messageType.auth, 'Authenticated').#number(authType.authenticated)
    return this.#text(readonly ? 'readonly' : 'read-write')
  }

  writePermissionDenied(reason: string): this {
    return this.#begin(messageType.auth, 'PermissionDenied').#number(authType.permissionDenied).#text(reason)
  }

  writeFirstSyncStepFor(document: Y.Doc): this {
    this.category = 'SyncStep1'
    this.#number(syncType.step1)
    encoding.writeVarUint8Array(this.encoder, Y.encodeStateVector(document))
    return this
  }

  writeUpdate(update: Uint8Array): this {
    this.category = 'Update'
    this.#number(syncType.update)
    encoding.writeVarUint8Array(this.encoder, update)
    return this
  }

  writeStateless(payload: string): this {
    return this.#begin(messageType.stateless, 'Stateless').#text(payload)
  }

  /** A stateless message to another server, which sends it to its connections. */
  writeBroadcastStateless(payload: string): this {
    return this.#begin(messageType.broadcastStateless, 'Stateless').#text(payload)
  }

  writeSyncStatus(applied: boolean): this {
    return this.#begin(messageType.syncStatus, 'SyncStatus').#number(applied ? 1 : 0)
  }

  writeCloseMessage(reason: string): this {
    return this.#begin(messageType.close, 'Close').#text(reason)
  }

  toUint8Array(): Uint8Array {
    return encoding.toUint8Array(this.encoder)
  }

  #begin(type: number, category?: string): this {
    this.type = type
    this.category = category
    return this.#number(type)
  }

  #number(number: number): this {
    encoding.writeVarUint(this.encoder, number)
    return this
  }

  #text(text: string): this {
    encoding.writeVarString(this.encoder, text)
    return this
  }
}
