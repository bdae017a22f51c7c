/**
 * The wire protocol of Hocuspocus: a frame is an address (document name, or name + NUL + session id), a type and a payload,
 * in the encoding of lib0.
 */
export const messageType = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  syncReply: 4,
  stateless: 5,
  broadcastStateless: 6,
  close: 7,
  syncStatus: 8,
  ping: 9,
  pong: 10,
} as const

/** Second number of a sync frame. */
export const syncType = { step1: 0, step2: 1, update: 2 } as const

/** Second number of an auth frame. */
export const authType = { token: 0, permissionDenied: 1, authenticated: 2 } as const

/** What a client may send. Byte arrays are views of the frame. */
export type ClientMessage =
  | { readonly type: 'step1'; readonly address: string; readonly stateVector: Uint8Array }
  | { readonly type: 'step2'; readonly address: string; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly address: string; readonly update: Uint8Array }
  | {
      readonly type: 'awareness'
      readonly address: string
      readonly update: Uint8Array
      /** Whether it has waited for its turn already. */
      readonly delayed?: boolean
    }
  | {
      readonly type: 'token'
      readonly address: string
      readonly token: string
      /** Version of the client's provider, if it tells (4.x does). */
      readonly providerVersion: string | null
    }
  | { readonly type: 'queryAwareness'; readonly address: string }
  | { readonly type: 'stateless'; readonly address: string; readonly payload: string }
  | { readonly type: 'close'; readonly address: string }
  | { readonly type: 'pong' }

/** A message about one document. */
export type DocumentMessage = Exclude<ClientMessage, { type: 'pong' }>

/** What this server sends, besides step 2. */
export type ServerMessage =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
  | { readonly type: 'awareness'; readonly update: Uint8Array }
  /** Asks the client for its token once more. */
  | { readonly type: 'tokenRequest' }
  | { readonly type: 'permissionDenied'; readonly reason: string }
  | { readonly type: 'authenticated'; readonly scope: 'read-write' | 'readonly' }
  | { readonly type: 'stateless'; readonly payload: string }
  | { readonly type: 'close'; readonly reason: string }
  | { readonly type: 'syncStatus'; readonly applied: boolean }
