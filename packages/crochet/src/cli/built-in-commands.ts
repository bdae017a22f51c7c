import type { Command } from 'commander'
import type { CliIo } from './cli-io.ts'

/** Adds a command to the program. Its file imports what running it needs only when it is run. */
type Register = (program: Command, io: CliIo) => void

/** The built-in commands in the order in which the help lists them. A file is read when its command is called, or all are listed. */
export const builtInCommands: ReadonlyMap<string, () => Promise<Register>> = new Map([
  ['new', async () => (await import('./new-command.ts')).newCommand],
  ['dev', async () => (await import('./dev-command.ts')).devCommand],
  ['start', async () => (await import('./start-command.ts')).startCommand],
  ['hooks', async () => (await import('./hooks-command.ts')).hooksCommand],
  ['jobs', async () => (await import('./jobs-command.ts')).jobsCommand],
  ['migrate', async () => (await import('./migrate-command.ts')).migrateCommand],
  ['generate:types', async () => (await import('./generate-types-command.ts')).generateTypesCommand],
  ['help', async () => (await import('./help-command.ts')).helpCommand],
])
