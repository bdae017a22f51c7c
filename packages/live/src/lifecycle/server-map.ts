import type { LiveKinds } from '@crochet/content'
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import * as Y from 'yjs'
import { canonicalJson } from '../canonical-json.ts'
import { serverRoot } from '../guard/spot.ts'
import type { LiveShape } from '../live-shape.ts'
import { rootOf } from '../mapping/holder.ts'
import type { Values } from '../mapping/level.ts'
import type { LiveField } from '../mapping/live-field.ts'

/** How the live edits of a document stand: on disk in any case, but not all of them may be valid content yet. */
export type LiveStatus = 'saved' | 'saving' | 'invalid'

export interface ServerState {
  readonly status: LiveStatus
  /** Why it is invalid. */
  readonly errors: readonly { readonly path?: string; readonly message: string }[]
  /** Of the stored document that this one has taken in. */
  readonly updatedAt: unknown
  /** What the fields are: a client that opens the document need not know the configuration. */
  readonly fields: LiveKinds
  /** A hash of each field of that stored document: by it a crash is repaired. */
  readonly stored: Readonly<Record<string, string>>
  /** Id of the last store whose outcome the document has taken in (see `Attempt`): by it, too. */
  readonly attempt: string | null
}

/** Changes what the server says about a document; what is said already costs nothing. */
export function tell(doc: Y.Doc, state: Partial<ServerState>): void {
  const map = rootOf(doc, serverRoot, Y.Map<unknown>)
  if (map === undefined) return
  for (const [key, value] of Object.entries(state)) {
    const said: unknown = value ?? null
    if (!isDeepStrictEqual(map.get(key), said)) map.set(key, said)
  }
}

export function told(doc: Y.Doc): Partial<ServerState> {
  return (rootOf(doc, serverRoot, Y.Map<unknown>)?.toJSON() ?? {}) as Partial<ServerState>
}

/** What the server says about the stored document that a shared one agrees with. */
export const storedState = (shape: LiveShape, stored: Values): Pick<ServerState, 'updatedAt' | 'stored'> => ({
  updatedAt: stored['updatedAt'],
  stored: hashesOf(shape, stored),
})

export function hashesOf({ fields }: LiveShape, values: Values): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [field.name, hashOf(field, values[field.name])]))
}

export function hashOf(field: LiveField, value: unknown): string {
  const { mapping } = field
  const text = mapping.canonical?.(value) ?? canonicalJson(mapping.normal(field, value))
  return createHash('sha256').update(text).digest('base64').slice(0, 12)
}
