import { rootCause } from '@crochet/hooks'
import { toPublicError, type Content, type PublicErrorEntry } from '@crochet/content'
import { HttpError, type HttpErrorCode } from './errors.ts'
import type { HttpLog } from './http-log.ts'
import type { RestRequest } from './rest-request.ts'

/** The one shape of error answers (spec: content.md, "Errors"). */
export interface ErrorBody {
  readonly errors: readonly PublicErrorEntry[]
}

/** What is sent for an error. */
export interface ErrorAnswer {
  readonly status: number
  /** An `ErrorBody`, or whatever a hook has put in its place. */
  readonly json: string
}

/** Where an error happened. */
export interface ErrorAbout {
  readonly req: RestRequest
  /** Slug of the collection that was asked for. */
  readonly collection?: string | undefined
}

/** Turns errors into answers: formats them, runs `afterError` (collection, then root), lets a hook replace the answer. */
export class ErrorAnswers {
  readonly #content: Content
  readonly #log: HttpLog

  /** Told the codes of each answer. */
  onAnswered: ((codes: readonly string[]) => void) | undefined

  constructor(content: Content, log: HttpLog) {
    this.#content = content
    this.#log = log
  }

  /** @returns the answer; never rejects */
  async answer(error: unknown, { req, collection }: ErrorAbout): Promise<ErrorAnswer> {
    const formatted = formatError(error)
    if (isFault(formatted)) this.#log.error({ err: error, method: req.method, url: req.url }, 'an HTTP request failed')
    this.onAnswered?.(formatted.body.errors.map(({ code }) => code))
    const { status, body } = formatted
    const replaced = await this.#content.reportError(error, { source: 'rest', req, collection, result: body })
    const json = jsonOfResponse(replaced.response ?? body, this.#log)
    if (json === undefined) return { status, json: JSON.stringify(body) }
    return { status: replaced.status ?? status, json }
  }
}

/**
 * What a hook has put in the answer's place, as JSON; nothing, and a line in the log, when it is something that JSON cannot hold
 * (a circle, a bigint, a function). Never throws.
 */
export function jsonOfResponse(response: unknown, log: HttpLog): string | undefined {
  const json = jsonOf(response)
  if (json === undefined) log.error({}, 'an afterError hook returned a response that is not JSON')
  return json
}

/** An error as it is answered. */
export interface Formatted {
  readonly status: number
  readonly body: ErrorBody
}

/** What may be told about an error, and with which status. */
export function formatError(error: unknown): Formatted {
  const root = rootCause(error)
  if (!(root instanceof HttpError)) {
    const { status, errors } = toPublicError(error)
    return { status, body: { errors: errors.map(sendable) } }
  }
  const { code, status, path, data } = root
  // A fault of the server: what exactly went wrong is for the log and for `afterError`.
  const message = status === 500 ? 'Something went wrong.' : root.message
  const entry = { code, message, ...(path !== undefined && { path }), ...(data !== undefined && { data }) }
  return { status, body: { errors: [entry] } }
}

/** Leaves out `data` that JSON cannot hold: it is whatever application code has put there. */
function sendable(entry: PublicErrorEntry): PublicErrorEntry {
  if (!('data' in entry) || jsonOf(entry.data) !== undefined) return entry
  const { data: _, ...rest } = entry
  return rest
}

function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

/** Answers of 500 and up that are nothing to look after. */
const expected: ReadonlySet<string> = new Set<HttpErrorCode>(['HTTP_CLOSING', 'HTTP_METHOD_UNKNOWN'])

const isFault = ({ status, body }: Formatted): boolean =>
  status >= 500 && !body.errors.some(({ code }) => expected.has(code))
