import type * as Y from 'yjs'
import type { Wire } from './wire.ts'

export interface Linking {
  readonly doc: Y.Doc
  /** Name of the document. */
  readonly name: string
  readonly token: string
  readonly wire: Wire
  /** Reasons with which the server has refused it come here. */
  readonly reasons: string[]
}

/** How somebody is connected with the server. */
export interface Link {
  /** It has what the server has, as far as it knows itself. */
  readonly isSynced: boolean
  /** For people. */
  readonly state: string
  save(): void
  goOffline(): void
  goOnline(): void
  leave(): void
}
