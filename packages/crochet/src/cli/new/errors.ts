import { newProjectErrors } from '../../errors.ts'

export type NewProjectErrorCode = keyof typeof newProjectErrors

/** Why no project was made. `message` says what happened, `hint` what to do. */
export class NewProjectError extends Error {
  override readonly name = 'NewProjectError'
  readonly code: NewProjectErrorCode
  readonly hint: string
  /** What the process ends with: 2 for a wrong call, 1 for what else goes wrong. */
  readonly exitCode: number

  constructor(code: NewProjectErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.hint = newProjectErrors[code].hint
    this.exitCode = newProjectErrors[code].exitCode
  }
}
