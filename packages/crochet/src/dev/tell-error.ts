import { ModuleError } from '@crochet/modules'
import { failedAt } from '../cli/failed-at.ts'

/** An error as it goes from one process to another. */
export interface ToldError {
  /** What went wrong, in one line. */
  readonly message: string
  /** What to do about it. */
  readonly hint: string | undefined
  readonly code: string | undefined
}

export function tellError(error: unknown): ToldError {
  if (!(error instanceof Error)) return { message: String(error), hint: undefined, code: undefined }
  const hint = 'hint' in error && typeof error.hint === 'string' ? error.hint : undefined
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  // Errors of the application repeat their hint in the message.
  const message = hint === undefined ? error.message : error.message.replace(hint, '')
  const [line = ''] = message.trim().split('\n')
  return { message: `${line}${placeOf(error)}`, hint, code }
}

/** Where a module's own code failed: the line in its file, which a syntax error does not have in its message. */
function placeOf(error: Error): string {
  if (!(error instanceof ModuleError) || error.file === undefined || !(error.cause instanceof Error)) return ''
  const place = failedAt(error.file, error.cause)
  return /:\d+: /.test(place) ? ` (${place.slice(0, place.indexOf(': '))})` : ''
}
