import { messageType } from './message.ts'

/** The types of messages by the names that extensions know them by. (API of Hocuspocus 4) */
export const MessageType = {
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

export type MessageType = (typeof MessageType)[keyof typeof MessageType]
