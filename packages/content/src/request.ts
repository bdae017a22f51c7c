import type { Untyped } from './untyped.ts'

/** Through which door an operation came. `local` is the Local API, also when a hook calls it. */
export type Source = 'rest' | 'graphql' | 'local' | 'live' | 'job' | (string & {})

/** Whoever is signed in; `null` for nobody. */
export type User = Untyped

/** What handlers of one operation share. Fresh for each operation; a nested one starts with a copy. */
export type Context = Record<string, Untyped>

/** On whose behalf, and in which circumstances, an operation runs. Hooks get a copy of their own. */
export interface ContentRequest {
  user: User | null
  headers: Headers
  locale: string | undefined
  source: Source
  /** Address of the client, where one is known. */
  readonly ip?: string | undefined
  /** Name of the document of the collaboration server, where the operation is about one. */
  readonly documentName?: string | undefined
  /** Live documents: everybody who has edited the document since it was last stored; `user` is who did so last. */
  readonly editors?: readonly User[] | undefined
  /** The same object as `context` in the payload. */
  context: Context
}
