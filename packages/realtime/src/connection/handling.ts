import { aboutConnection } from '../failure.ts'
import type { Services } from '../services.ts'
import type { Carrier } from './carrier.ts'
import { resetConnection } from './closing-event.ts'
import type { Connection } from './connection.ts'
import { handleMessage } from './handle-message.ts'
import type { Received } from './inbox.ts'
import type { MessageQueueOptions } from './message-queue.ts'
import { isRefusal, noteRefusal, reasonFor } from './refusal.ts'

interface Parts {
  readonly services: Services
  readonly carrier: Carrier
}

/** What a connection does with the messages in its queue. */
export class Handling implements MessageQueueOptions<Received> {
  readonly #connection: Connection
  readonly #services: Services
  readonly #carrier: Carrier

  constructor(connection: Connection, { services, carrier }: Parts) {
    this.#connection = connection
    this.#services = services
    this.#carrier = carrier
  }

  handle(received: Received): void | Promise<void> {
    return handleMessage(this.#services, this.#connection, received)
  }

  held({ frame }: Received): void {
    this.#carrier.backlog.holdAdmitted(frame.length)
  }

  released({ frame }: Received): void {
    this.#carrier.backlog.releaseAdmitted(frame.length)
  }

  /** A hook that refuses a message ends its connection; a message that cannot be handled, the socket. */
  failed(error: unknown): void {
    const connection = this.#connection
    if (!connection.isOpen) return
    if (!isRefusal(error)) return this.#carrier.fail(error)
    noteRefusal(this.#services, error, aboutConnection(connection))
    connection.close({ ...resetConnection, reason: reasonFor(error, resetConnection.reason) })
  }
}
