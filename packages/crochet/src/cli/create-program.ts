import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { Command } from 'commander'
import { builtInCommands } from './built-in-commands.ts'
import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'

const examples = `
Examples:
  $ crochet new my-app            a project that runs
  $ crochet dev                   run it, and see changes at once
  $ crochet hooks posts:afterChange
  $ NODE_ENV=production crochet migrate --yes && crochet start

Hook modules may bring commands of their own: crochet <command> runs them, crochet help <command> describes them.`

/**
 * The command line with one command or, for help, with all built-in ones.
 *
 * @param name of the command that is called; `undefined` for all
 * @throws CommanderError for a wrong call, once it parses; nothing of that has been printed
 */
export async function createProgram(io: CliIo, name: string | undefined): Promise<Command> {
  const program = emptyProgram(io)
  const called = [...builtInCommands].filter(([one]) => name === undefined || name === 'help' || one === name)
  for (const register of await Promise.all(called.map(([, load]) => load()))) register(program, io)
  return program
}

/** The command line with the options that all commands have, and no command. */
export function emptyProgram(io: CliIo): Command {
  const program = new Command('crochet')
    .description('One TypeScript server for content that people edit together.')
    .version(versionOfPackage(), '-v, --version', 'print the version')
    .option('--root <folder>', 'folder of the project (default: where you are)')
    .option('--env <name>', 'NODE_ENV of this run: development, production, test …')
    .option('--stack', 'print the stack of an error')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', examples)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      getOutHasColors: () => io.color,
      outputError: () => {},
    })
    .exitOverride()
  program.action(() => program.outputHelp())
  program.hook('preAction', () => applyGlobals(program, io))
  return program
}

/**
 * Takes `--root` and `--env` over into what commands see.
 *
 * @throws CliError `CLI_ROOT`, `CLI_USAGE`
 */
export function applyGlobals(program: Command, io: CliIo): void {
  const { root, env } = program.opts<{ root?: string; env?: string }>()
  if (env !== undefined) {
    if (!/^\w[\w-]*$/.test(env)) throw new CliError('CLI_USAGE', `"${env}" is no name for --env`)
    io.env['NODE_ENV'] = env
  }
  if (root === undefined) return
  const folder = resolve(io.cwd, root)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new CliError('CLI_ROOT', `There is no folder ${folder}`)
  io.cwd = folder
}

function versionOfPackage(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string
  }
  return manifest.version
}
