import { messageType } from './message.ts'

const numbers = {
  Unknown: -1,
  Sync: messageType.sync,
  Awareness: messageType.awareness,
  Auth: messageType.auth,
  QueryAwareness: messageType.queryAwareness,
  SyncReply: messageType.syncReply,
  Stateless: messageType.stateless,
  BroadcastStateless: messageType.broadcastStateless,
  CLOSE: messageType.close,
  SyncStatus: messageType.syncStatus,
  Ping: messageType.ping,
  Pong: messageType.pong,
} as const

type Names = { readonly [Name in keyof typeof numbers as (typeof numbers)[Name]]: Name }

/** The types of messages by the names that extensions know them by, and the names by the types. (API of Hocuspocus 4) */
export const MessageType: typeof numbers & Names = {
  ...numbers,
  ...(Object.fromEntries(Object.entries(numbers).map(([name, number]) => [number, name])) as unknown as Names),
}

export type MessageType = (typeof numbers)[keyof typeof numbers]
