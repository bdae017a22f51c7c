import { isSameToken, isToken, newToken } from './token.ts'

/** Milliseconds that the link to the first account is good for. */
const goodFor = 30 * 60_000

interface Offer {
  readonly collection: string
  readonly token: string
  readonly until: number
  state: 'open' | 'claiming' | 'used'
}

/**
 * The link by which the first account of an application is made: whoever reads the log of the server, and nobody who is merely the
 * first to come by. It is good once, for half an hour; a new start gives a new one. Never stored.
 */
export class FirstUser {
  readonly #now: () => number
  #offer: Offer | undefined

  constructor(now: () => number) {
    this.#now = now
  }

  /** @returns the token of a link; the earlier one is good no longer */
  offer(collection: string): string {
    const token = newToken()
    this.#offer = { collection, token, until: this.#now() + goodFor, state: 'open' }
    return token
  }

  /**
   * Takes the link, so that nobody else has it.
   *
   * @returns what to say when it is over: whether the account was made; `undefined` for a link that is no good
   */
  claim(collection: string, token: unknown): ((made: boolean) => void) | undefined {
    const offer = this.#offer
    if (offer === undefined || !isToken(token)) return undefined
    const isGood = isSameToken(token, offer.token) && offer.collection === collection && offer.until > this.#now()
    if (!isGood || offer.state !== 'open') return undefined
    offer.state = 'claiming'
    return (made) => {
      offer.state = made ? 'used' : 'open'
    }
  }
}
