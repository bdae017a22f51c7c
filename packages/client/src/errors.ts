/** Codes of the client itself. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const clientErrors = {
  CLIENT_URL: { hint: 'Give `createClient` the address of the server, such as https://example.org.' },
  CLIENT_OPTIONS: { hint: 'Write what the message names.' },
  CLIENT_QUERY: { hint: 'Ask with `find` first, and name the documents by their ids, a few hundred at a time.' },
  CLIENT_NETWORK: {
    hint: 'Check that the server runs, that its address is right, and that it allows this page (`cors`).',
  },
  CLIENT_REFUSED: {
    hint: 'Check the token, the id, and that this user may read the document; the collection needs `live: true`.',
  },
  CLIENT_CLOSED: { hint: 'Open the document anew: what the server has not taken is not in it.' },
  CLIENT_INVALID: { hint: 'Correct the fields that `errors` names; the edits are kept meanwhile.' },
  CLIENT_ANSWER: { hint: 'Check that the address is that of a Crochet server, and look into its log.' },
} as const

export type ClientErrorCode = keyof typeof clientErrors

/** One entry of an error answer. */
export interface ErrorEntry {
  readonly code: string
  readonly message: string
  /** Path of the field concerned. */
  readonly path?: string
  readonly data?: unknown
}

const hintOf = (status: number): string => {
  if (status === 401) return 'Sign in again.'
  if (status === 403) return 'Sign in as somebody who may do this.'
  if (status === 404) return 'Check the id and the slug; what may not be read is not found either.'
  if (status === 409) return 'Read the document again and repeat the change.'
  if (status === 412) return 'Somebody else has changed it: read it again, and repeat the change on what is there now.'
  if (status === 413 || status === 414) return 'Send less at once.'
  if (status === 429) return 'Wait, and try again.'
  return status >= 500 ? 'Try again; the log of the server says more.' : 'Change what is sent, as the message says.'
}

export interface ClientErrorOptions {
  /** HTTP status of the answer; 0 (default) when there was none. */
  readonly status?: number
  readonly errors?: readonly ErrorEntry[]
  /** The body of the answer. */
  readonly body?: unknown
  readonly cause?: unknown
}

/** Why a call failed: what the server answered, or why there is no answer. */
export class ClientError extends Error {
  override readonly name = 'ClientError'
  /** Code of the first entry of `errors`, or one of `clientErrors`. */
  readonly code: string
  readonly status: number
  /** What the server lists, an entry for each problem. */
  readonly errors: readonly ErrorEntry[]
  /** What to do. */
  readonly hint: string
  readonly body: unknown

  constructor(code: string, message: string, options: ClientErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.status = options.status ?? 0
    this.errors = options.errors ?? [{ code, message }]
    this.hint = Object.hasOwn(clientErrors, code) ? clientErrors[code as ClientErrorCode].hint : hintOf(this.status)
    this.body = options.body
  }
}
