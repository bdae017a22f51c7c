import type { Command } from 'commander'

/** A call, taken apart. */
export interface Call {
  /** Options of `crochet` itself, which stand before the command. */
  readonly globals: readonly string[]
  /** The command; `undefined` where there is none, as in `crochet --help`. */
  readonly name: string | undefined
  /** Everything after it. */
  readonly args: readonly string[]
}

/**
 * Finds the command in a call: the first word that is neither an option nor an option's value.
 *
 * @param program knows the options that may stand before the command
 */
export function findCommand(program: Command, argv: readonly string[]): Call {
  const at = indexOfCommand(program, argv)
  if (at < 0) return { globals: argv, name: undefined, args: [] }
  return { globals: argv.slice(0, at), name: argv[at], args: argv.slice(at + 1) }
}

function indexOfCommand(program: Command, argv: readonly string[]): number {
  for (let index = 0; index < argv.length; index++) {
    const word = argv[index] ?? ''
    if (!word.startsWith('-')) return index
    const flag = word.split('=', 1)[0]
    const option = program.options.find(({ long, short }) => long === flag || short === flag)
    // It is refused with a suggestion, whatever follows.
    if (option === undefined) return -1
    if (option.required && !word.includes('=')) index++
  }
  return -1
}
