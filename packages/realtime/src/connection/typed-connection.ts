import type { ConnectionOf } from '../hooks/hocuspocus-names.ts'
import type { Context } from '../hooks/payloads.ts'
import { Connection as OpenConnection } from './connection.ts'

/** One client's open connection to one document; `Own` is the application's type of its context. */
export type Connection<Own = Context> = ConnectionOf<Own>
export const Connection: typeof OpenConnection = OpenConnection
