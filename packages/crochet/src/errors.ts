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
  CLASSIC_APP: {
    hint: 'Give one in the configuration, as `classic: { app: new Koa() }`, or let a hook module that is loaded before set `app.app`.',
  },
  CLASSIC_STOP: { hint: 'What the module wrote to the log before says why. Correct it, or switch the module off.' },
  SERVER_ONLY: {
    hint: 'Import it in modules of the server. In configuration that pages import, the plugin of `crochet/vite` removes what is for the server.',
  },
  CLIENT_BUNDLE: { hint: 'See docs/guide/client-bundle.md.' },
  APP_LISTENING: { hint: 'Call `listen` once for each application; the first call returned the address.' },
} as const

export { cliErrors } from './cli/errors.ts'
export { newProjectErrors } from './cli/new/errors.ts'

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
