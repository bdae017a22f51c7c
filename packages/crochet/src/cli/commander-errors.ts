import type { CommanderError } from 'commander'
import { CliError } from './errors.ts'

/** What commander refuses, as an error of the command line: `unknown option '--jsno'; did you mean --json?`. */
export function cliError({ message, code }: CommanderError): CliError {
  const [said = '', suggestion] = message.replace(/^error: /, '').split('\n')
  const near = suggestion === undefined ? '' : `; ${suggestion.replace(/^\(Did/, 'did').replace(/\)$/, '')}`
  return new CliError(code === 'commander.unknownCommand' ? 'CLI_UNKNOWN_COMMAND' : 'CLI_USAGE', `${said}${near}`)
}
