import type { Writable } from 'node:stream'

/** What a command reads from and writes to. */
export interface CliIo {
  /** Where the project is: the working directory, or what `--root` says. */
  cwd: string
  /** The environment; `.env` files add to it, `--env` sets `NODE_ENV` in it. */
  env: NodeJS.ProcessEnv
  /** For what the command was asked for: text, or one JSON document. */
  stdout: Writable
  /** For logs, progress and errors. */
  stderr: Writable
  /** Whether what goes to `stdout` may be coloured. */
  color: boolean
  /** Whether somebody sits at a terminal, who can be asked and be shown progress. */
  isTTY: boolean
}

/** The command line as the process itself sees it. */
export function processIo(): CliIo {
  const { env, stdout, stderr, stdin } = process
  return {
    cwd: process.cwd(),
    env,
    stdout,
    stderr,
    color: colorsOn(stdout, env),
    isTTY: stdin.isTTY === true && stdout.isTTY === true,
  }
}

/**
 * Whether a stream takes colours: on a terminal, unless `NO_COLOR` is set; anywhere when `FORCE_COLOR` is.
 *
 * @see https://no-color.org
 */
export function colorsOn(stream: Writable, env: NodeJS.ProcessEnv): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if ((env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb') return false
  return isTerminal(stream)
}

export const isTerminal = (stream: Writable): boolean => 'isTTY' in stream && stream.isTTY === true
