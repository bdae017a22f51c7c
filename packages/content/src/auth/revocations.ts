import type { Id } from '@crochet/storage'

/** Whose sessions have ended: all of an account, or one. */
export interface Revoked {
  /** Slug of the auth collection. */
  readonly collection: string
  readonly user: Id
  /** `undefined`: every session, and whoever came with an API key. */
  readonly session: string | undefined
}

/** Tells doors that hold connections open whose sessions have ended. Told after the commit. */
export class Revocations {
  readonly #listeners = new Set<(revoked: Revoked) => void>()

  /** @returns what ends it */
  on(listener: (revoked: Revoked) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  tell(revoked: Revoked): void {
    for (const listener of this.#listeners) listener(revoked)
  }
}
