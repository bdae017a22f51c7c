import type { AuthApi, Revoked, User } from '@crochet/content'
import type { Clock } from '@crochet/storage'
import type { Log } from '../log.ts'

/** As much of a connection of the collaboration server as is needed to end it. */
export interface EndableConnection {
  close(event: { code: number; reason: string }): void
  onClose(callback: () => void): unknown
}

export interface ConnectionServices {
  readonly auth: Pick<AuthApi, 'signedInUntil' | 'onRevoked'>
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly log: Pick<Log, 'error'>
}

interface Watched {
  user: User
  stopTimer: () => void
}

/** What a client is told whose session is over. (Close codes of Hocuspocus) */
const signedOut = { code: 4401, reason: 'Signed out' }
/** Timers of Node cannot wait for longer than 24.8 days. */
const longestWait = 24 * 3_600_000

/** Ends connections that outlive the session of whoever opened them: when it is revoked, at once; when it runs out, then. */
export class SignedInConnections implements Disposable {
  readonly #services: ConnectionServices
  readonly #watched = new Map<EndableConnection, Watched>()
  readonly #stop: () => void

  constructor(services: ConnectionServices) {
    this.#services = services
    this.#stop = services.auth.onRevoked((revoked) => this.#revoke(revoked))
  }

  /** @param user as whom the connection was opened, or is from now on */
  watch(connection: EndableConnection, user: User): void {
    const known = this.#watched.get(connection)
    if (known === undefined) {
      this.#watched.set(connection, { user, stopTimer: () => undefined })
      connection.onClose(() => this.#forget(connection))
    } else known.user = user
    // It may have been revoked before it was watched.
    void this.#check(connection)
  }

  /** As whom a connection was opened. */
  userOf(connection: EndableConnection): User | undefined {
    return this.#watched.get(connection)?.user
  }

  [Symbol.dispose](): void {
    this.#stop()
    for (const connection of this.#watched.keys()) this.#forget(connection)
  }

  #revoke({ collection, user, session }: Revoked): void {
    for (const [connection, { user: its }] of this.#watched) {
      const isIts = its.collection === collection && its.id === user
      if (isIts && (session === undefined || its._sid === session)) connection.close(signedOut)
    }
  }

  async #check(connection: EndableConnection): Promise<void> {
    const { auth, now, clock, log } = this.#services
    const watched = this.#watched.get(connection)
    if (watched === undefined) return
    try {
      const until = await auth.signedInUntil(watched.user)
      if (this.#watched.get(connection) !== watched) return
      if (until === undefined) return connection.close(signedOut)
      watched.stopTimer()
      const wait = Math.min(Math.max(until - now(), 0), longestWait)
      watched.stopTimer = clock.after(wait, () => void this.#check(connection))
    } catch (error) {
      log.error({ err: error }, 'whether somebody is still signed in could not be found out: the connection is closed')
      connection.close(signedOut)
    }
  }

  #forget(connection: EndableConnection): void {
    this.#watched.get(connection)?.stopTimer()
    this.#watched.delete(connection)
  }
}
