import type { Connection } from './connection/connection.ts'
import type { Hocuspocus } from './hocuspocus.ts'
import type { Handshake } from './connection/handshake.ts'
import type { Context } from './hooks/payloads.ts'
import { isError } from './is-error.ts'
import type { Services } from './services.ts'

/** Something that went wrong in a hook, or in what the server did for somebody, as `report` of the configuration is told. */
export interface Failure extends FailureAbout {
  /** A `HookError` that names hook and handler when a handler threw. */
  readonly error: unknown
}

/** For whom or what it was, as far as that is known. */
export interface FailureAbout {
  readonly documentName?: string | undefined
  /** Of the connection, or of the code that edits. It is not a copy. */
  readonly context?: Context | undefined
  /** Of the request that the client's socket began with. */
  readonly headers?: Headers | undefined
}

/** `origin` of an operation that no open connection is behind. */
export class Behalf implements FailureAbout {
  readonly documentName: string
  readonly context: Context
  readonly #handshake: Handshake

  constructor(documentName: string, { context, handshake }: { context: Context; handshake: Handshake }) {
    this.documentName = documentName
    this.context = context
    this.#handshake = handshake
  }

  get headers(): Headers {
    return this.#handshake.headers
  }
}

/** What is known about a failure of something that a client brought about. */
export const aboutConnection = (connection: Connection): FailureAbout => ({
  documentName: connection.document.name,
  context: connection.context,
  headers: connection.handshake.headers,
})

/** Where failures of a server go, for what knows only its public side. */
export const failuresOf = ({ log, configuration }: Hocuspocus): Pick<Services, 'log' | 'report'> => ({
  log,
  report: configuration.report,
})

/**
 * Tells the application of a failure. What a hook throws just to say no (nothing, an object without a message) is no error, and
 * nothing is told. Never throws.
 */
export function reportFailure(
  { log, report }: Pick<Services, 'log' | 'report'>,
  error: unknown,
  { documentName, context, headers }: FailureAbout,
): void {
  if (report === undefined || !isError(error)) return
  try {
    report({ error, documentName, context, headers })
  } catch (failure) {
    log.error({ error: failure, reported: error }, 'a failure could not be reported')
  }
}
