import { RealtimeError } from '../errors.ts'
import type { BeforeSyncPayload, OnStatelessPayload } from '../hooks/payloads.ts'
import type { Services } from '../services.ts'
import type { Connection } from './connection.ts'

/** What code may add to a single connection; arguments of the functions. */
interface Moments {
  readonly beforeHandleMessage: [connection: Connection, update: Uint8Array]
  readonly afterHandleMessage: [connection: Connection, update: Uint8Array]
  readonly beforeSync: [connection: Connection, message: Pick<BeforeSyncPayload, 'type' | 'payload'>]
  readonly stateless: [payload: OnStatelessPayload]
  readonly tokenSync: [message: { readonly token: string }]
}

export type Moment = keyof Moments
export type ConnectionCallback<At extends Moment> = (...about: Moments[At]) => unknown

/** Functions that code has put on one connection, beside the hook points of the same kind. They run after those. */
export class ConnectionCallbacks {
  readonly #callbacks: { readonly [At in Moment]: ConnectionCallback<At>[] } = {
    beforeHandleMessage: [],
    afterHandleMessage: [],
    beforeSync: [],
    stateless: [],
    tokenSync: [],
  }

  add<At extends Moment>(moment: At, callback: ConnectionCallback<At>): void {
    this.#callbacks[moment].push(callback)
  }

  /**
   * Runs those of one moment, one after the other.
   *
   * @throws RealtimeError `CALLBACK_REFUSED` when one of them throws; the rest do not run
   */
  async run<At extends Moment>(moment: At, ...about: Moments[At]): Promise<void> {
    for (const callback of this.#callbacks[moment]) {
      try {
        await callback(...about)
      } catch (error) {
        throw new RealtimeError('CALLBACK_REFUSED', { moment }, error)
      }
    }
  }

  /** Runs those of one moment; what fails is only logged. */
  async tell<At extends Moment>({ log }: Services, moment: At, ...about: Moments[At]): Promise<void> {
    try {
      await this.run(moment, ...about)
    } catch (error) {
      log.error({ error }, 'a callback of a connection failed')
    }
  }
}
