import type { Command } from 'commander'
import type { CliIo } from './cli-io.ts'

/** `crochet help [command]`: of the built-in commands and those of hook modules. */
export function helpCommand(program: Command, io: CliIo): void {
  program
    .command('help')
    .argument('[command]', 'a command, also one of a hook module')
    .description('print what a command does')
    .action((name: string | undefined) => help(program, name, io))
}

async function help(program: Command, name: string | undefined, io: CliIo): Promise<void> {
  const command = name === undefined ? program : program.commands.find((one) => one.name() === name)
  if (command !== undefined) return command.outputHelp()
  const { describe, moduleCommand } = await import('./module-command.ts')
  describe(await moduleCommand(name ?? '', io), io)
}
