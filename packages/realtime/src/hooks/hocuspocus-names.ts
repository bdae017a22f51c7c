/**
 * Types of Hocuspocus 4 by their names there, so that an application or extension written for it compiles against this
 * package. `Own` is the application's type of the context.
 */
import type { ServerConfiguration } from '../configuration.ts'
import type { Connection } from '../connection/connection.ts'
import type { HookName } from './hook-points.ts'
import type * as Payload from './payloads.ts'

/** A connection; `Own` is the application's type of its context. */
export type ConnectionOf<Own> = Payload.Context extends Own ? Connection : Connection & { readonly context: Own }

/** A payload whose context, and whose connection's, has the application's own type. */
type With<Payload, Own> = {
  [Key in keyof Payload]: Key extends 'context' | 'lastContext'
    ? Own
    : Payload[Key] extends Connection | undefined
      ? ConnectionOf<Own> | Extract<Payload[Key], undefined>
      : Payload[Key]
}

export type afterHandleMessagePayload<Own = Payload.Context> = With<Payload.MessagePayload, Own>
export type afterLoadDocumentPayload<Own = Payload.Context> = With<Payload.LoadedDocumentPayload, Own>
export type afterStoreDocumentPayload<Own = Payload.Context> = onStoreDocumentPayload<Own>
export type afterUnloadDocumentPayload = Payload.AfterUnloadPayload
export type beforeBroadcastStatelessPayload = Payload.BroadcastStatelessPayload
export type beforeHandleAwarenessPayload<Own = Payload.Context> = With<Payload.BeforeHandleAwarenessPayload, Own>
export type beforeHandleMessagePayload<Own = Payload.Context> = With<Payload.MessagePayload, Own>
export type beforeSyncPayload<Own = Payload.Context> = With<Payload.BeforeSyncPayload, Own>
export type beforeUnloadDocumentPayload = Payload.BeforeUnloadPayload
export type connectedPayload<Own = Payload.Context> = With<Payload.ConnectedPayload, Own>
export type onAuthenticatePayload<Own = Payload.Context> = With<Payload.OnAuthenticatePayload, Own>
export type onAwarenessUpdatePayload<Own = Payload.Context> = With<Payload.OnAwarenessUpdatePayload, Own>
export type onChangePayload<Own = Payload.Context> = With<Payload.OnChangePayload, Own>
export type onConfigurePayload = Payload.OnConfigurePayload
export type onConnectPayload<Own = Payload.Context> = With<Payload.OnConnectPayload, Own>
export type onCreateDocumentPayload<Own = Payload.Context> = With<Payload.OnCreateDocumentPayload, Own>
export type onDestroyPayload = Payload.InstancePayload
export type onDisconnectPayload<Own = Payload.Context> = With<Payload.OnDisconnectPayload, Own>
export type onListenPayload = Payload.OnListenPayload
export type onLoadDocumentPayload<Own = Payload.Context> = With<Payload.LoadedDocumentPayload, Own>
export type onRequestPayload = Payload.OnRequestPayload
export type onStatelessPayload<Own = Payload.Context> = With<Payload.OnStatelessPayload, Own>
export type onStoreDocumentPayload<Own = Payload.Context> = With<Payload.OnStoreDocumentPayload, Own>
export type onTokenSyncPayload<Own = Payload.Context> = With<Payload.OnTokenSyncPayload, Own>
export type onUpgradePayload = Payload.OnUpgradePayload

/** What the Database extension hands to `fetch`. */
export type fetchPayload<Own = Payload.Context> = onLoadDocumentPayload<Own>
/** What the Database extension hands to `store`: `state` is the whole document as an update. */
export type storePayload<Own = Payload.Context> = onStoreDocumentPayload<Own> & { readonly state: Buffer }

/** Payloads by the name of their hook. */
export interface HookPayloadByName<Own = Payload.Context> extends Record<HookName, unknown> {
  onConfigure: onConfigurePayload
  onListen: onListenPayload
  onUpgrade: onUpgradePayload
  onConnect: onConnectPayload<Own>
  connected: connectedPayload<Own>
  onAuthenticate: onAuthenticatePayload<Own>
  onTokenSync: onTokenSyncPayload<Own>
  onCreateDocument: onCreateDocumentPayload<Own>
  onLoadDocument: onLoadDocumentPayload<Own>
  afterLoadDocument: afterLoadDocumentPayload<Own>
  beforeHandleMessage: beforeHandleMessagePayload<Own>
  afterHandleMessage: afterHandleMessagePayload<Own>
  beforeHandleAwareness: beforeHandleAwarenessPayload<Own>
  beforeBroadcastStateless: beforeBroadcastStatelessPayload
  beforeSync: beforeSyncPayload<Own>
  onStateless: onStatelessPayload<Own>
  onChange: onChangePayload<Own>
  onStoreDocument: onStoreDocumentPayload<Own>
  afterStoreDocument: afterStoreDocumentPayload<Own>
  onAwarenessUpdate: onAwarenessUpdatePayload<Own>
  onRequest: onRequestPayload
  onDisconnect: onDisconnectPayload<Own>
  afterUnloadDocument: afterUnloadDocumentPayload
  beforeUnloadDocument: beforeUnloadDocumentPayload
  onDestroy: onDestroyPayload
}

export type Configuration<Own = Payload.Context> = ServerConfiguration<Own>
export type ConnectionConfiguration = Payload.ConnectionConfig
export type AwarenessUpdate = Pick<Payload.OnAwarenessUpdatePayload, 'added' | 'updated' | 'removed'>
/** The states of everybody who is present. */
export type StatesArray = Payload.OnAwarenessUpdatePayload['states']
