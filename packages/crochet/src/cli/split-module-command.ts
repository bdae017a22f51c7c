import type { Command } from 'commander'

/** A call of a command that is none of the built-in ones. */
export interface ModuleCommandCall {
  /** Options of `crochet` itself, which stand before the command. */
  readonly globals: readonly string[]
  readonly name: string
  /** Everything after it belongs to the command. */
  readonly args: readonly string[]
}

/**
 * Looks whether a call names a command that hook modules may have.
 *
 * @returns `undefined` for a built-in command, and where there is none
 */
export function splitModuleCommand(program: Command, argv: readonly string[]): ModuleCommandCall | undefined {
  const at = indexOfCommand(program, argv)
  const name = argv[at]
  if (name === undefined || program.commands.some((one) => one.name() === name || one.aliases().includes(name)))
    return undefined
  return { globals: argv.slice(0, at), name, args: argv.slice(at + 1) }
}

/** The first word that is neither an option nor an option's value; -1 where an option is none of ours. */
function indexOfCommand(program: Command, argv: readonly string[]): number {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) return index
    const flag = word.split('=', 1)[0]
    const option = program.options.find(({ long, short }) => long === flag || short === flag)
    if (option === undefined) return -1
    if (option.required && !word.includes('=')) index++
  }
  return -1
}
