import type { Connection } from '../connection/connection.ts'

/** A client. */
export interface ConnectionTransactionOrigin {
  readonly source: 'connection'
  readonly connection: Connection
}

/** Another server. It stores the change. */
export interface RedisTransactionOrigin {
  readonly source: 'redis'
}

/** Code in this process. */
export interface LocalTransactionOrigin {
  readonly source: 'local'
  readonly skipStoreHooks?: boolean
  readonly context?: unknown
}

/** Where a change comes from, as the origin of its Yjs transaction says. (API of Hocuspocus 4) */
export type TransactionOrigin = ConnectionTransactionOrigin | RedisTransactionOrigin | LocalTransactionOrigin

const sources: ReadonlySet<unknown> = new Set(['connection', 'redis', 'local'])

export function isTransactionOrigin(origin: unknown): origin is TransactionOrigin {
  return typeof origin === 'object' && origin !== null && 'source' in origin && sources.has(origin.source)
}

/** Whether a change with this origin is not to be stored by this server: another one does, or its author wishes so. */
export function shouldSkipStoreHooks(origin: unknown): boolean {
  if (!isTransactionOrigin(origin)) return false
  return origin.source === 'redis' || (origin.source === 'local' && origin.skipStoreHooks === true)
}

/** The connection that a change came through; `undefined` when it was made on the server. */
export function connectionOf(origin: unknown): Connection | undefined {
  return isTransactionOrigin(origin) && origin.source === 'connection' ? origin.connection : undefined
}

/** What code that edits on its own gave as its context. */
export function localContextOf(origin: unknown): unknown {
  return isTransactionOrigin(origin) && origin.source === 'local' ? origin.context : undefined
}

/** What the server puts in the place of a declined update, of which something stays. */
export const correctedEdit: LocalTransactionOrigin = { source: 'local' }

/** What the server puts in the place of a declined update: nothing of it is to be stored. */
export const takenBack: LocalTransactionOrigin = { source: 'local', skipStoreHooks: true }
