/**
 * Whether a thrown value is a message that somebody wrote for the user: its constructor is `Error` itself and it carries no
 * system `code` (spec: content.md, "Errors"). A `TypeError`, a database error, an aggregate are faults.
 */
export function isPlainError(error: unknown): error is Error {
  return error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error)
}
