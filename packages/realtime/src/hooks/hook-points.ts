import type { HookPoint, Hooks, HookMap, Merge, Series, Waterfall } from '@crochet/hooks'
import type {
  OnAuthenticatePayload,
  OnChangePayload,
  OnConnectPayload,
  OnDisconnectPayload,
  OnLoadDocumentPayload,
  OnStoreDocumentPayload,
} from './payloads.ts'

declare module '@crochet/hooks' {
  interface HookMap {
    /**
     * A connection to a document is asked for; fires for each document, with the client's token frame, before the token is
     * looked at. A throw refuses it: the client is told `error.reason`, or the error's message. A returned object joins the
     * context. May set `connectionConfig.readOnly`.
     */
    onConnect: Merge<OnConnectPayload, 'context'>
    /**
     * The client's `token` is to be checked; fires after `onConnect`, also when the token is empty. A throw refuses the
     * connection with a reason, as in `onConnect`; a returned object joins the context; may set `connectionConfig.readOnly`.
     */
    onAuthenticate: Merge<OnAuthenticatePayload, 'context'>
    /**
     * A document is loaded the first time: `document` holds what the journal has. A returned `Y.Doc` or update is merged into
     * it, one handler after the other; what is added is journalled. A throw refuses every connection that waits for the
     * document, and nothing of it is kept.
     */
    onLoadDocument: Waterfall<OnLoadDocumentPayload, 'content'>
    /** The document changed: `update` is applied and on its way to the other clients. Nobody waits; a throw is reported. */
    onChange: Series<OnChangePayload>
    /**
     * The changed document is to be stored, `debounce` after its last change. Never runs twice at once for a document. A
     * throw keeps the document in memory and in the journal, and it is tried again with growing pauses.
     */
    onStoreDocument: Series<OnStoreDocumentPayload>
    /** A connection to a document has ended. A throw is reported. Before a document is stored for the last time. */
    onDisconnect: Series<OnDisconnectPayload>
  }
}

/** The hook points of this package, looked up once. */
export interface HookPoints {
  readonly onConnect: HookPoint<HookMap['onConnect']>
  readonly onAuthenticate: HookPoint<HookMap['onAuthenticate']>
  readonly onLoadDocument: HookPoint<HookMap['onLoadDocument']>
  readonly onChange: HookPoint<HookMap['onChange']>
  readonly onStoreDocument: HookPoint<HookMap['onStoreDocument']>
  readonly onDisconnect: HookPoint<HookMap['onDisconnect']>
}

/** Names of the hook points, as configuration and extensions use them. */
export const hookNames = [
  'onConnect',
  'onAuthenticate',
  'onLoadDocument',
  'onChange',
  'onStoreDocument',
  'onDisconnect',
] as const satisfies (keyof HookPoints)[]

/** Declares the hook points of this package on an engine; again on the same engine gives the same points. */
export function defineHookPoints(hooks: Hooks): HookPoints {
  return {
    onConnect: hooks.define('onConnect', { kind: 'merge', into: 'context' }),
    onAuthenticate: hooks.define('onAuthenticate', { kind: 'merge', into: 'context' }),
    onLoadDocument: hooks.define('onLoadDocument', { kind: 'waterfall', key: 'content' }),
    onChange: hooks.define('onChange', { kind: 'series', onError: 'isolate' }),
    onStoreDocument: hooks.define('onStoreDocument', { kind: 'series' }),
    onDisconnect: hooks.define('onDisconnect', { kind: 'series', onError: 'isolate' }),
  }
}
