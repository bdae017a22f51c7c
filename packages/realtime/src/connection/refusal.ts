import { HookError, rootCause } from '@crochet/hooks'
import { RealtimeError } from '../errors.ts'
import { errorIn } from '../is-error.ts'
import { reportFailure, type FailureAbout } from '../failure.ts'
import type { Services } from '../services.ts'

/** What a client is told that gets no better reason. */
const defaultReason = 'permission-denied'
const longestReason = 500
/** Errors of the server that are the client's business. */
const tellable: ReadonlySet<string> = new Set(['DOCUMENT_NAME', 'DOCUMENT_CLIENTS'])

/**
 * The reason a refused client is told: `reason` of what the handler threw, or its message. What goes wrong in the engine or
 * the server itself (a deadline, a journal) is nothing a client should read about.
 */
export function refusalReason(error: unknown): string {
  if (error instanceof RealtimeError && tellable.has(error.code)) return error.message
  if (!(error instanceof HookError)) return defaultReason
  // What keeps the server from being configured is not about this client.
  if (error.hook === 'onConfigure') return defaultReason
  const cause = rootCause(error)
  if (!cause) return 'Forbidden'
  const known = errorIn(cause)
  if (known instanceof HookError || known instanceof RealtimeError) return defaultReason
  return reasonOf(cause).slice(0, longestReason) || defaultReason
}

/** Whether code of the application refuses a message, and it is not malformed. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof HookError || (error instanceof RealtimeError && error.code === 'CALLBACK_REFUSED')

/** The reason a client is told whose connection a hook ends: `reason` of what the handler threw, if there is one. */
export function reasonFor(error: unknown, otherwise: string): string {
  const cause = error instanceof HookError ? rootCause(error) : error instanceof RealtimeError ? error.cause : undefined
  try {
    const reason: unknown = typeof cause === 'object' && cause !== null && 'reason' in cause ? cause.reason : undefined
    return typeof reason === 'string' && reason !== '' ? reason.slice(0, longestReason) : otherwise
  } catch {
    return otherwise
  }
}

/** Hooks that make documents, not decisions. */
const makers: ReadonlySet<string> = new Set(['onConfigure', 'onCreateDocument', 'onLoadDocument'])

/** Whether a refusal is a fault that somebody should look at, and not a decision. */
function isFault(error: unknown): boolean {
  if (error instanceof RealtimeError) return error.code === 'DOCUMENT_LOAD'
  return !(error instanceof HookError) || error.code !== 'HOOK_FAILED' || makers.has(error.hook)
}

/** What the server refuses by itself: it counts them, and nobody's code has failed. */
const isOwnRefusal = (error: unknown): boolean => error instanceof RealtimeError && tellable.has(error.code)

/** Counts, logs and reports that a client, or what it sent, was refused, and by which handler. */
export function noteRefusal(services: Services, error: unknown, about: FailureAbout): void {
  const { log, metrics } = services
  const { documentName: document } = about
  metrics.refused(error)
  if (!isOwnRefusal(error)) reportFailure(services, error, about)
  if (isFault(error)) return log.error({ document, error }, 'a client was refused because of a fault')
  const { code } = error as HookError | RealtimeError
  const by = error instanceof HookError ? { hook: error.hook, handler: error.handler } : {}
  log.info({ document, code, ...by }, 'a client was refused')
}

/** A handler may throw anything, an object with getters that throw included. */
function reasonOf(thrown: unknown): string {
  try {
    if (typeof thrown !== 'object' || thrown === null) return ''
    if ('reason' in thrown && typeof thrown.reason === 'string' && thrown.reason !== '') return thrown.reason
    return thrown instanceof Error && typeof thrown.message === 'string' ? thrown.message : ''
  } catch {
    return ''
  }
}
