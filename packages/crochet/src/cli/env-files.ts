import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { CliError } from './errors.ts'

/** The longest file that is read, in bytes. */
const longest = 1_000_000

/** Which file a variable was taken from; those of the process's environment are not there. */
export type EnvSources = ReadonlyMap<string, string>

/**
 * Adds what the `.env` files of a project say to the environment. What the environment says wins; then `.env.local` (this machine's),
 * `.env.<NODE_ENV>`, `.env`.
 *
 * @param root absolute path of the project
 * @param env is added to
 * @returns the file of each variable that was added
 * @throws CliError `CLI_ENV_FILE` for one that cannot be read, `CLI_ENV_VALUE` for one that sets NODE_ENV
 */
export async function loadEnvFiles(root: string, env: NodeJS.ProcessEnv): Promise<EnvSources> {
  const mode = env['NODE_ENV'] ?? ''
  const modeFile = /^\w[\w-]*$/.test(mode) && mode !== 'local' ? [`.env.${mode}`] : []
  const sources = new Map<string, string>()
  for (const name of ['.env.local', ...modeFile, '.env']) {
    const file = join(root, name)
    for (const [variable, value] of Object.entries(await readEnvFile(file))) {
      if (variable === 'NODE_ENV') {
        const message = `${file} sets NODE_ENV, which decides which files are read`
        throw new CliError('CLI_ENV_VALUE', message, {
          hint: 'Take the line out, and set NODE_ENV where the command is called, or use `--env <name>`.',
        })
      }
      if (env[variable] !== undefined) continue
      env[variable] = value
      sources.set(variable, file)
    }
  }
  return sources
}

async function readEnvFile(file: string): Promise<NodeJS.Dict<string>> {
  const text = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return Buffer.alloc(0)
    throw new CliError('CLI_ENV_FILE', `${file} cannot be read (${cause.code ?? cause.message})`, { cause })
  })
  if (text.length > longest) throw new CliError('CLI_ENV_FILE', `${file} is longer than ${longest} bytes`)
  return parseEnv(text.toString('utf8').replace(/^\uFEFF/, ''))
}
