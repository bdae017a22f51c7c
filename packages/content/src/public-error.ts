import { HookError, rootCause } from '@crochet/hooks'
import { StorageError } from '@crochet/storage'
import { APIError, ContentError, ValidationError, type ContentErrorCode } from './errors.ts'
import { isPlainError } from './plain-error.ts'

/** One entry of an answer about an error. */
export interface PublicErrorEntry {
  readonly code: string
  readonly message: string
  /** Path of the field concerned. */
  readonly path?: string
  readonly data?: unknown
}

export interface PublicError {
  readonly status: number
  readonly errors: readonly PublicErrorEntry[]
}

const refused: ContentErrorCode = 'REFUSED_BY_HOOK'
const unauthorised = new Set(['beforeDelete', 'beforeLogin'])
const vetoes = new Set([
  'beforeOperation',
  'beforeDuplicate',
  'beforeValidate',
  'afterValidate',
  'beforeChange',
  'beforeRead',
  ...unauthorised,
])

/** What may be said about faults: what happened in general, never which file or statement. */
const faults: Readonly<Record<string, string>> = {
  HOOK_TIMEOUT: 'A hook did not finish in time.',
  HOOK_LOOP: 'Hooks called each other in a circle.',
  HOOK_RETURN: 'A hook returned something that cannot be used.',
}

/**
 * What may be told to whoever caused an error (spec: content.md, "Errors"). Faults keep their code and lose their details.
 *
 * @param error anything thrown by an operation
 */
export function toPublicError(error: unknown): PublicError {
  const cause = rootCause(error)
  if (cause instanceof ValidationError) {
    return {
      status: cause.status,
      errors: cause.errors.map(({ path, message }) => ({ code: cause.code, message, path })),
    }
  }
  if (cause instanceof ContentError) return ofContent(cause)
  if (cause instanceof StorageError) return ofStorage(cause)
  if (cause instanceof HookError) return fault(cause.code, faults[cause.code])
  const point = innermostHook(error)?.replace(/^.*:/, '')
  if (point === undefined || !vetoes.has(point) || !isPlainError(cause)) return fault('INTERNAL')
  return { status: unauthorised.has(point) ? 403 : 400, errors: [{ code: refused, message: cause.message }] }
}

function ofContent(error: ContentError): PublicError {
  const { code, path, data, status } = error
  if (status >= 500 && !(error instanceof APIError)) return fault(code)
  const entry = {
    code,
    message: error.message,
    ...(path === undefined ? {} : { path }),
    ...(data === undefined ? {} : { data }),
  }
  return { status, errors: [entry] }
}

/** Errors of a query or a row are the caller's; what is wrong with the database itself is nobody's business. */
function ofStorage({ code, message, status }: StorageError): PublicError {
  if (status < 500) return { status, errors: [{ code, message }] }
  return status === 503 ? { ...fault(code, 'The database is busy; try again.'), status } : fault(code)
}

const fault = (code: string, message: string = 'Something went wrong.'): PublicError => ({
  status: 500,
  errors: [{ code, message }],
})

/** The hook point whose handler threw, the innermost when operations were nested. */
function innermostHook(error: unknown): string | undefined {
  let hook: string | undefined
  for (let current = error; current instanceof HookError && current.code === 'HOOK_FAILED'; current = current.cause) {
    hook = current.hook
  }
  return hook
}
