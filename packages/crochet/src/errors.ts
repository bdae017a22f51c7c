/** Codes of the application. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const appErrors = {
  CONFIG_NOT_AN_OBJECT: {
    hint: 'Pass what `defineConfig({ … })` returns: an object with `collections`, `globals`, `hooks` and so on.',
  },
  CONFIG_UNKNOWN_KEY: { hint: 'Check the spelling against the list in docs/guide/configuration.md.' },
  CONFIG_VALUE: { hint: 'Write a value of the kind that the message names.' },
  APP_SIGN_IN: { hint: 'Sign in, and send the token of the session, or come from a page that has its cookie.' },
  APP_BOOTING: { hint: 'Use it from `initialize` on, or after `createApp` has returned.' },
  APP_CLOSED: { hint: 'The application has been closed. Make a new one with `createApp`.' },
  SERVER_ONLY: {
    hint: 'Import it in modules of the server. In configuration that pages import, the plugin of `crochet/vite` removes what is for the server.',
  },
  CLIENT_BUNDLE: { hint: 'See docs/guide/client-bundle.md.' },
  APP_LISTENING: { hint: 'Call `listen` once for each application; the first call returned the address.' },
} as const

export { cliErrors } from './cli/errors.ts'

/** Codes of `crochet new`. */
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

export type AppErrorCode = keyof typeof appErrors

/** What the application itself refuses; what its parts refuse they say with errors of their own. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: AppErrorCode
  readonly hint: string

  constructor(code: AppErrorCode, message: string) {
    super(`${message} ${appErrors[code].hint}`)
    this.code = code
    this.hint = appErrors[code].hint
  }
}
