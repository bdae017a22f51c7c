import { CommanderError } from 'commander'
import { builtInCommands } from './built-in-commands.ts'
import { processIo, type CliIo } from './cli-io.ts'
import { cliError } from './commander-errors.ts'
import { createProgram, emptyProgram } from './create-program.ts'
import { CliError } from './errors.ts'
import { findCommand } from './find-command.ts'
import { printError } from './print-error.ts'

/** How long a command that is done waits for what hook modules have left running, in milliseconds. */
const grace = 2000

/**
 * The command line (spec: modules.md, "Command line").
 *
 * @param argv what follows `crochet`: `['hooks', '--json']`
 * @param io default: the process's own
 * @returns the exit code: 0, 2 for a wrong call, 1 for what else goes wrong, which has been told on `stderr`. While a server runs
 *   the promise stays open.
 */
export async function main(argv: readonly string[], io: CliIo = processIo()): Promise<number> {
  const call = findCommand(emptyProgram(io), argv)
  const ofModule = call.name !== undefined && !builtInCommands.has(call.name)
  try {
    if (ofModule) {
      const { runModuleCommand } = await import('./module-command.ts')
      await runModuleCommand(call, io)
    } else await (await createProgram(io, call.name)).parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const told = error instanceof CommanderError ? cliError(error) : error
    return printError(io, told, asksForStack(ofModule ? call.globals : argv, io.env))
  }
}

const asksForStack = (words: readonly string[], env: NodeJS.ProcessEnv): boolean =>
  words.includes('--stack') || (env['DEBUG'] ?? '') !== ''

/** What the bin calls: `main`, and the process's end. */
export async function run(argv: readonly string[]): Promise<void> {
  // Whoever reads may stop reading (`crochet hooks | head -1`): that is no fault, and a server goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly)
  process.on('beforeExit', stalled)
  const code = await main(argv)
  process.off('beforeExit', stalled)
  process.exitCode = code === 0 ? process.exitCode : code
  const goesOn = code === 0 && argv.includes('dev')
  if (!goesOn) setTimeout(endAnyway, grace).unref()
}

/** Nothing is left that could end what is awaited. Node would exit with 0 and without a word. */
function stalled(): void {
  const message = 'The command waits for something that can never come: a promise that nobody settles'
  process.exitCode = printError(processIo(), new CliError('CLI_STALLED', message), false)
}

/** Comes only to those whom a timer or a connection that somebody left keeps alive. */
function endAnyway(): void {
  if (process.stdout.writableLength > 0) setTimeout(endAnyway, grace).unref()
  else process.exit()
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
}
