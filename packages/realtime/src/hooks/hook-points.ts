import type { HookPoint, HookMap, Hooks, Merge, Series, Waterfall } from '@crochet/hooks'
import type * as Payload from './payloads.ts'

declare module '@crochet/hooks' {
  interface HookMap {
    /**
     * The server has been configured, in its constructor or by `configure`. A throw stops `listen`, and refuses every document
     * until a later `configure` succeeds.
     */
    onConfigure: Series<Payload.OnConfigurePayload>
    /** The port is bound. A throw stops the boot: the port is closed again and `listen` fails. */
    onListen: Series<Payload.OnListenPayload>
    /**
     * An HTTP request comes in that is no WebSocket. A throw means "I answered it": nothing else runs. (When what is thrown is
     * an error and nothing has been answered, the client gets a 500.)
     */
    onRequest: Series<Payload.OnRequestPayload>
    /**
     * A request asks for a WebSocket. A throw means "I took it": the server leaves the socket alone. (When what is thrown is an
     * error and nothing has been written to the socket, the client gets a 403.)
     */
    onUpgrade: Series<Payload.OnUpgradePayload>
    /**
     * A connection to a document is asked for; fires for each document, with the client's token frame, before the token is
     * looked at. A throw refuses it: the client is told `error.reason`, or the error's message. A returned object joins the
     * context. May set `connectionConfig.readOnly`.
     */
    onConnect: Merge<Payload.OnConnectPayload, 'context'>
    /**
     * The client's `token` is to be checked; fires after `onConnect`, also when the token is empty. A throw refuses the
     * connection with a reason, as in `onConnect`; a returned object joins the context; may set `connectionConfig.readOnly`.
     */
    onAuthenticate: Merge<Payload.OnAuthenticatePayload, 'context'>
    /** A connection is open: its document is loaded, and what the client sent meanwhile is about to be handled. A throw is reported. */
    connected: Series<Payload.ConnectedPayload>
    /**
     * A connected client sent its token again. A throw closes its connection to this document; a returned object joins the
     * context of the connection; `connectionConfig.readOnly` may be changed.
     */
    onTokenSync: Merge<Payload.OnTokenSyncPayload, 'context'>
    /** A `Y.Doc` is about to be made for a document. A returned object gives options for it (`gc`, `gcFilter`, `guid`, …). */
    onCreateDocument: Merge<Payload.OnCreateDocumentPayload, 'yDocOptions'>
    /**
     * A document is loaded the first time: `document` holds what the journal has. A returned `Y.Doc` or update is merged into
     * it, one handler after the other; what is added is journalled. A throw refuses every connection that waits for the
     * document, and nothing of it is kept.
     */
    onLoadDocument: Waterfall<Payload.OnLoadDocumentPayload, 'content'>
    /** A document has been loaded, and is about to be open for connections. A throw is reported. */
    afterLoadDocument: Series<Payload.LoadedDocumentPayload>
    /**
     * A message of a connected client arrived; `update` is a copy of its whole frame. A throw refuses it and closes the client's
     * connection to this document with `error.reason`.
     */
    beforeHandleMessage: Series<Payload.MessagePayload>
    /** A message has been handled, also when that failed, but not when `beforeHandleMessage` refused it. A throw is reported. */
    afterHandleMessage: Series<Payload.MessagePayload>
    /**
     * A sync message is about to be applied: `type` 0 is a state vector, 1 and 2 are updates; `payload` is a copy of its bytes. A
     * throw refuses it and closes the client's connection to this document; `decline` refuses an update only.
     */
    beforeSync: Series<Payload.BeforeSyncPayload>
    /**
     * An awareness update arrived, from a client or from another server. `states` maps client ids to their new states, and may
     * be changed: what is in it afterwards is applied. A throw drops the update.
     */
    beforeHandleAwareness: Series<Payload.BeforeHandleAwarenessPayload>
    /** Awareness changed: client ids that were `added`, `updated`, `removed`, and all `states`. Nobody waits; a throw is reported. */
    onAwarenessUpdate: Series<Payload.OnAwarenessUpdatePayload>
    /** The document changed: `update` is applied and on its way to the other clients. Nobody waits; a throw is reported. */
    onChange: Series<Payload.OnChangePayload>
    /**
     * The changed document is to be stored, `debounce` after its last change. Never runs twice at once for a document. A
     * throw keeps the document in memory and in the journal, and it is tried again with growing pauses, also after a restart.
     * An error named `SkipFurtherHooksError` says that another server is about to store it: the rest is skipped, and it is
     * tried again a few times, because the other one may not have had the last changes.
     */
    onStoreDocument: Series<Payload.OnStoreDocumentPayload>
    /** A document has been stored: every `onStoreDocument` has run. A throw is reported. */
    afterStoreDocument: Series<Payload.OnStoreDocumentPayload>
    /** A stateless message of a client arrived. Nobody waits; a throw is reported. */
    onStateless: Series<Payload.OnStatelessPayload>
    /** A stateless message is about to be sent to all connections of a document. A throw drops it. */
    beforeBroadcastStateless: Series<Payload.BroadcastStatelessPayload>
    /** A connection to a document has ended. A throw is reported. Before a document is stored for the last time. */
    onDisconnect: Series<Payload.OnDisconnectPayload>
    /** A document is about to leave memory. A throw keeps it; it is asked again later. */
    beforeUnloadDocument: Series<Payload.BeforeUnloadPayload>
    /** A document has left memory. A throw is reported. */
    afterUnloadDocument: Series<Payload.AfterUnloadPayload>
    /**
     * The server is shutting down: all documents are stored and have left memory. A throw is reported, and the rest still runs.
     * A handler has 5 seconds, and all of them what is left of the ten in which a server ends.
     */
    onDestroy: Series<Payload.InstancePayload>
  }
}

/** For points whose handlers run at once: what they say counts, or what they tell of is gone a moment later. */
const veto = (instead?: string): { background: false; instead?: string } =>
  instead === undefined ? { background: false } : { background: false, instead }

/** How each hook point is declared: who may stop what follows, and whose failures are only reported. (Specification: hooks.md.) */
const declarations = {
  onConfigure: { kind: 'series', deadline: 10_000, ...veto() },
  onListen: { kind: 'series', deadline: 10_000, ...veto() },
  onRequest: { kind: 'series', ...veto() },
  onUpgrade: { kind: 'series', ...veto() },
  onConnect: { kind: 'merge', into: 'context', ...veto('connected') },
  onAuthenticate: { kind: 'merge', into: 'context', ...veto('connected') },
  connected: { kind: 'series', onError: 'isolate' },
  onTokenSync: { kind: 'merge', into: 'context', ...veto('connected') },
  onCreateDocument: { kind: 'merge', into: 'yDocOptions', ...veto('afterLoadDocument') },
  onLoadDocument: { kind: 'waterfall', key: 'content', ...veto('afterLoadDocument') },
  afterLoadDocument: { kind: 'series', onError: 'isolate' },
  beforeHandleMessage: { kind: 'series', ...veto('onChange') },
  afterHandleMessage: { kind: 'series', onError: 'isolate', ...veto('onChange or onStateless') },
  beforeSync: { kind: 'series', ...veto('onChange') },
  beforeHandleAwareness: { kind: 'series', ...veto() },
  onAwarenessUpdate: { kind: 'series', onError: 'isolate', ...veto() },
  onChange: { kind: 'series', onError: 'isolate', background: 'ahead' },
  onStoreDocument: { kind: 'series', ...veto('afterStoreDocument') },
  afterStoreDocument: { kind: 'series', onError: 'isolate' },
  onStateless: { kind: 'series', onError: 'isolate' },
  beforeBroadcastStateless: { kind: 'series', ...veto('onStateless') },
  onDisconnect: { kind: 'series', onError: 'isolate' },
  beforeUnloadDocument: { kind: 'series', ...veto('afterUnloadDocument') },
  afterUnloadDocument: { kind: 'series', onError: 'isolate' },
  onDestroy: { kind: 'series', onError: 'isolate', deadline: 5_000, ...veto() },
} as const

export type HookName = keyof typeof declarations

/** The hook points of this package, looked up once. */
export type HookPoints = { readonly [Name in HookName]: HookPoint<HookMap[Name]> }

/** Names of the hook points, as configuration and extensions use them. */
export const hookNames: readonly HookName[] = Object.keys(declarations) as HookName[]

/** Declares the hook points of this package on an engine; again on the same engine gives the same points. */
export function defineHookPoints(hooks: Hooks): HookPoints {
  const points = hookNames.map((name) => [name, hooks.define(name, declarations[name] as never)])
  return Object.fromEntries(points) as HookPoints
}
