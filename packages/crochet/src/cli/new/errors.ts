/** Codes of `crochet new`. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const newProjectErrors = {
  NEW_FOLDER_MISSING: { hint: 'Name the folder of the project: `crochet new my-app`.', exitCode: 2 },
  NEW_NAME: {
    hint: 'The name goes into package.json: lower-case letters, digits, `-`, `_` and `.`, at most 214 of them.',
    exitCode: 2,
  },
  NEW_TEMPLATE: { hint: 'Leave `--template` out for the first of them.', exitCode: 2 },
  NEW_FOLDER_NOT_EMPTY: {
    hint: 'Take another folder, or add `--force`: it keeps what is there, as long as no file of the template has the same name.',
    exitCode: 1,
  },
  NEW_FILES_COLLIDE: { hint: 'Move these files away, or take another folder. Nothing was changed.', exitCode: 1 },
  NEW_FOLDER_UNWRITABLE: {
    hint: 'Take a folder that you may write to. What had been made was removed again.',
    exitCode: 1,
  },
  NEW_INSTALL_FAILED: {
    hint: 'The project is there and complete: run the installation again in its folder.',
    exitCode: 1,
  },
  NEW_CANCELLED: { hint: 'Nothing was made.', exitCode: 1 },
} as const

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
