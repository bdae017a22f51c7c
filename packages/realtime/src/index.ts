export { Collaboration } from './collaboration.ts'
export type { ServerConfiguration, Settings } from './configuration.ts'
export { RealtimeError, realtimeErrors, type RealtimeErrorCode } from './errors.ts'
export type { Extension, HookHandlers } from './hooks/attach-handlers.ts'
export { defineHookPoints, hookNames, type HookPoints } from './hooks/hook-points.ts'
export type {
  ConnectionConfig,
  Context,
  DocumentPayload,
  Instance,
  LoadedContent,
  OnAuthenticatePayload,
  OnChangePayload,
  OnConnectPayload,
  OnDisconnectPayload,
  OnLoadDocumentPayload,
  OnStoreDocumentPayload,
} from './hooks/payloads.ts'
export { defaultLimits, type Limits } from './limits.ts'
export type { Log } from './log.ts'
export { Server } from './server.ts'
