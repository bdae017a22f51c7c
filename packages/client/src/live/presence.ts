import type { HocuspocusProvider } from '@hocuspocus/provider'

export type Awareness = NonNullable<HocuspocusProvider['awareness']>

/** What somebody says of themselves. `name` and `color` are what editors show; more may be said. */
export interface PresenceUser {
  readonly name?: string
  /** A CSS colour, `#rrggbb`, which is what most editors take. */
  readonly color?: string
  readonly [key: string]: unknown
}

/** Somebody who has the document open. All of it comes from their browser: check it before it reaches a style or markup. */
export interface Present {
  /** Of their connection; one person may have several. */
  readonly clientId: number
  readonly user: PresenceUser
  /** As their editor wrote it: a pair of relative positions, `{ anchor, head }`, in most editors. */
  readonly cursor: unknown
}

/** Who has a document open: the awareness states, of which editors write the field `cursor`. */
export class Presence {
  readonly #awareness: Awareness

  constructor(awareness: Awareness) {
    this.#awareness = awareness
  }

  /** Says who I am. Editors bound to the same provider show it at my cursor. */
  set(user: PresenceUser): void {
    this.#awareness.setLocalStateField('user', user)
  }

  get others(): Present[] {
    const own = this.#awareness.clientID
    return [...this.#awareness.getStates()].filter(([client]) => client !== own).map(presentOf)
  }

  /**
   * @param listener is called when somebody comes, goes, or says something else
   * @returns what stops that
   */
  on(listener: (others: Present[]) => void): () => void {
    const tell = (): void => listener(this.others)
    this.#awareness.on('change', tell)
    return () => this.#awareness.off('change', tell)
  }
}

function presentOf([clientId, state]: [number, Record<string, unknown>]): Present {
  const { user, cursor = null } = state
  return { clientId, user: typeof user === 'object' && user !== null ? (user as PresenceUser) : {}, cursor }
}
