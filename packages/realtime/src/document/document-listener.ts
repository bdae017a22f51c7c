import type { PresenceChange } from '../awareness/presence.ts'
import type { ParsedUpdate } from '../updates/parse-update.ts'

/** What the server that a document belongs to does when something happens in it. */
export interface DocumentListener {
  /** Has to `tell` it, if the document tells what is saved only. */
  changed(update: ParsedUpdate, origin: unknown): void
  whenSaved(run: () => void): void
  awarenessChanged(change: PresenceChange, origin: unknown): void
  /** @param send sends it; called or not */
  broadcastsStateless(payload: string, send: () => void): void
  /** An observer of the document failed on a change that is made. */
  failed(error: unknown): void
}
