import { CommanderError } from 'commander'
import { processIo, type CliIo } from './cli-io.ts'
import { cliError } from './commander-errors.ts'
import { createProgram } from './create-program.ts'
import { splitModuleCommand } from './split-module-command.ts'
import { printError } from './print-error.ts'

/** Commands that go on when they have begun, until a signal comes. */
const serving = new Set(['start', 'dev'])

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
  let stack = argv.includes('--stack') || (io.env['DEBUG'] ?? '') !== ''
  try {
    const program = await createProgram(io)
    const asked = splitModuleCommand(program, argv)
    if (asked === undefined) await program.parseAsync(argv, { from: 'user' })
    else {
      stack = asked.globals.includes('--stack') || (io.env['DEBUG'] ?? '') !== ''
      const { runModuleCommand } = await import('./module-command.ts')
      await runModuleCommand(program, asked, io)
    }
    return 0
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    return printError(io, error instanceof CommanderError ? cliError(error) : error, stack)
  }
}

/** What the bin calls: `main`, and the process's end. */
export async function run(argv: readonly string[]): Promise<void> {
  // Whoever reads may stop reading (`crochet hooks | head -1`): that is no fault, and a server goes on.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly)
  const code = await main(argv)
  process.exitCode = code === 0 ? process.exitCode : code
  if (argv.some((word) => serving.has(word)) && code === 0) return
  setTimeout(endAnyway, grace).unref()
}

/** Comes only to those whom a timer or a connection that somebody left keeps alive. */
function endAnyway(): void {
  if (process.stdout.writableLength > 0) setTimeout(endAnyway, grace).unref()
  else process.exit()
}

function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
}
