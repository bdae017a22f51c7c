import type { LoadedModule } from '@crochet/modules'
import type { App } from '../app.ts'
import type { CliIo } from './cli-io.ts'
import { builtInCommands } from './built-in-commands.ts'
import { applyGlobals, emptyProgram } from './create-program.ts'
import { didYouMean } from './did-you-mean.ts'
import { CliError } from './errors.ts'
import { withProgress } from './progress.ts'
import { bootOptions } from './run-options.ts'
import type { Call } from './find-command.ts'
import { withConfigured } from './with-configured.ts'

/** A command that a hook module brings. */
export interface FoundCommand {
  readonly name: string
  /** The module it comes from. */
  readonly module: string
  readonly description: string
  /** What follows the command: `<file> [--dry-run]`. */
  readonly usage: string | undefined
}

/** A command as it stands in a hook. */
interface CommandOfHook {
  readonly description: string
  readonly usage?: string
  run(app: App, args: string[]): unknown
}

/**
 * Runs a command of a hook module: boots the application, opens no port, runs it, closes. That the command exists is seen before
 * anything is booted, so a misspelt one touches no database.
 *
 * @throws CliError `CLI_UNKNOWN_COMMAND` with the nearest name; what stops a boot; what the command throws
 */
export async function runModuleCommand({ globals, name = '', args }: Call, io: CliIo): Promise<void> {
  const program = emptyProgram(io)
  program.parseOptions([...globals])
  applyGlobals(program, io)
  const command = await moduleCommand(name, io)
  if (args.includes('--help') || args.includes('-h')) return describe(command, io)

  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env)
  const { createApp } = await import('../create-app.ts')
  const boot = await bootOptions({ root, io, level: 'warn' }, false)
  await using app = await withProgress(io, 'booting', () => createApp(config, boot))
  const hook = app.hook[command.module]
  await commandsOf(hook)[name]?.run.call(hook, app, [...args])
}

/**
 * Finds a command of a hook module.
 *
 * @throws CliError `CLI_UNKNOWN_COMMAND`, `CLI_COMMAND_TWICE`
 */
export async function moduleCommand(name: string, io: CliIo): Promise<FoundCommand> {
  const found = await moduleCommands(io).catch((error: unknown) => {
    // Outside of a project there are only the built-in commands, and a broken one cannot be asked.
    if (error instanceof CliError && error.code === 'CLI_CONFIG_NONE') return []
    throw error
  })
  const [command, second] = found.filter((one) => one.name === name)
  if (second !== undefined && command !== undefined) {
    const message = `Two hook modules bring a command "${name}": ${command.module} and ${second.module}`
    throw new CliError('CLI_COMMAND_TWICE', message)
  }
  if (command !== undefined) return command
  const suggestion = await didYouMean(name, [...builtInCommands.keys(), ...found.map((one) => one.name)])
  throw new CliError('CLI_UNKNOWN_COMMAND', `There is no command "${name}"${suggestion}`)
}

function moduleCommands(io: CliIo): Promise<FoundCommand[]> {
  return withConfigured(io, async ({ hook }) =>
    Object.entries(hook).flatMap(([module, loaded]) =>
      Object.entries(commandsOf(loaded)).map(([name, { description, usage }]) => ({
        name,
        module,
        description,
        usage,
      })),
    ),
  )
}

/** The loader has checked their shape (spec: modules.md). */
function commandsOf(hook: LoadedModule | undefined): Record<string, CommandOfHook> {
  return (hook?.['commands'] ?? {}) as Record<string, CommandOfHook>
}

/** What `crochet help <command>` prints of it. */
export function describe({ name, module, description, usage }: FoundCommand, io: CliIo): void {
  const call = ['crochet', name, usage].filter((part) => part !== undefined).join(' ')
  io.stdout.write(`Usage: ${call}\n\n${description}\n\nA command of the hook module "${module}".\n`)
}
