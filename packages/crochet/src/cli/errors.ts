/** Codes of the command line. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const cliErrors = {
  CLI_USAGE: { hint: 'See `crochet help`, or `crochet help <command>`.', exitCode: 2 },
  CLI_UNKNOWN_COMMAND: {
    hint: 'See `crochet help` for the commands there are; hook modules may bring more.',
    exitCode: 2,
  },
  CLI_UNKNOWN_POINT: { hint: '`crochet hooks` prints the hook points in use.', exitCode: 2 },
  CLI_ROOT: { hint: 'Give the folder of a project to `--root`.', exitCode: 2 },
  CLI_CONFIG_NONE: {
    hint: 'Write a crochet.config.ts that exports `defineConfig({ … })` by default, or run the command in the folder of a project (or with `--root <folder>`). `crochet new` makes a project.',
    exitCode: 1,
  },
  CLI_CONFIG_TWICE: { hint: 'Keep one of them.', exitCode: 1 },
  CLI_CONFIG_LOAD: { hint: 'Correct it; with `--stack` the command says where it comes from.', exitCode: 1 },
  CLI_CONFIG_SHAPE: { hint: 'Write `export default defineConfig({ … })`, or `module.exports = { … }`.', exitCode: 1 },
  CLI_ENV_FILE: { hint: 'It must be a file of lines `NAME=value` that this user may read.', exitCode: 1 },
  CLI_ENV_VALUE: { hint: 'Correct the value, or take the line out. See docs/guide/configuration.md.', exitCode: 1 },
  CLI_SECRET_NONE: {
    hint: 'Set CROCHET_SECRET to a long random text and keep it: `node -p "crypto.randomBytes(32).toString(\'hex\')"` makes one.',
    exitCode: 1,
  },
  CLI_SECRET_FILE: {
    hint: 'Remove the file, and the next start makes another one; or set CROCHET_SECRET.',
    exitCode: 1,
  },
  CLI_MIGRATE_UNCONFIRMED: { hint: 'Add `--yes` to carry the steps out, or `--plan` to only see them.', exitCode: 1 },
  CLI_TYPES_STALE: { hint: 'Run `crochet generate:types`, and commit the file.', exitCode: 1 },
  CLI_TYPES_WRITE: { hint: 'Give a file in a folder that this user may write to: `--out <file>`.', exitCode: 1 },
  CLI_STALLED: {
    hint: 'Look for an `await` at the top of the configuration, or of a file that it imports, that never ends.',
    exitCode: 1,
  },
  CLI_COMMAND_TWICE: {
    hint: 'Rename the command of one of the modules, or switch a module off with `enabled: false`.',
    exitCode: 1,
  },
} as const

export type CliErrorCode = keyof typeof cliErrors

/** What the command line refuses: `message` says what happened, `hint` what to do. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: CliErrorCode
  readonly hint: string
  /** What the process ends with: 2 for a wrong call, 1 for what else goes wrong. */
  readonly exitCode: number

  constructor(code: CliErrorCode, message: string, options: { cause?: unknown; hint?: string } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.hint = options.hint ?? cliErrors[code].hint
    this.exitCode = cliErrors[code].exitCode
  }
}
