export {
  defaultConfiguration,
  defaultServerConfiguration,
  type ServerConfiguration,
  type Settings,
} from './configuration.ts'
export type { ClosingEvent } from './connection/closing-event.ts'
export { Connection } from './connection/typed-connection.ts'
export type { ClientConnection } from './connection/listen-to.ts'
export type { WebSocketLike } from './connection/web-socket-like.ts'
export { DirectConnection, type DisconnectOptions } from './document/direct-connection.ts'
export { Document, type DocumentOptions } from './document/document.ts'
export type { FlushOptions } from './document/broadcaster.ts'
export {
  isTransactionOrigin,
  shouldSkipStoreHooks,
  type ConnectionTransactionOrigin,
  type LocalTransactionOrigin,
  type RedisTransactionOrigin,
  type TransactionOrigin,
} from './document/transaction-origin.ts'
export { RealtimeError, realtimeErrors, type RealtimeErrorCode } from './errors.ts'
export type { Failure, FailureAbout } from './failure.ts'
export { failureAbout } from './failure-about.ts'
export { Hocuspocus } from './hocuspocus.ts'
export type { Extension, HookHandlers } from './hooks/attach-handlers.ts'
export { keepDocumentPayload, loadDocumentPayload } from './hooks/background.ts'
export type { BackgroundDocumentPayload, KeptDocumentPayload } from './hooks/background.ts'
export type * from './hooks/hocuspocus-names.ts'
export { defineHookPoints, hookNames, type HookName, type HookPoints } from './hooks/hook-points.ts'
export type * from './hooks/payloads.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { Log } from './log.ts'
export type { MetricsSnapshot } from './metrics.ts'
export type { JournalMode, JournalSetting } from './persistence/journal-source.ts'
export { IncomingMessage } from './protocol/incoming-message.ts'
export { MessageReceiver } from './protocol/message-receiver.ts'
export { MessageType } from './protocol/message-type.ts'
export { OutgoingMessage } from './protocol/outgoing-message.ts'
export { Server } from './server.ts'
export { useDebounce, type Debouncer } from './debounce.ts'
export { version } from './version.ts'
