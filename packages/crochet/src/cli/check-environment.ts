import type { EnvSources } from './env-files.ts'
import { CliError } from './errors.ts'

interface Rule {
  /** What is wrong with a value; `undefined` for nothing. Does not repeat values that may hold a password. */
  readonly problem: (value: string) => string | undefined
}

const schemeOf = (value: string): string | undefined => /^([a-z][a-z0-9+.-]*):/i.exec(value)?.[1]?.toLowerCase()

const databases: ReadonlySet<string> = new Set(['file', 'memory', 'postgres', 'postgresql'])

/** The fewest characters of a secret. */
const shortestSecret = 16

const rules: Readonly<Record<string, Rule>> = {
  PORT: {
    problem: (value) => (portOf(value) === undefined ? `is "${value}", which is no port (0 to 65535)` : undefined),
  },
  HOST: {
    problem: (value) =>
      /^[\w.:%-]+$/.test(value) ? undefined : `is "${value}", which is no host: write a name or an address, as 0.0.0.0`,
  },
  DATABASE_URL: {
    problem: (value) =>
      databases.has(schemeOf(value) ?? '') ? undefined : 'is no address of a database, as file:./data/crochet.db',
  },
  REDIS_URL: {
    problem: (value) =>
      ['redis', 'rediss'].includes(schemeOf(value) ?? '') && URL.canParse(value)
        ? undefined
        : 'is no address of a Redis, as redis://localhost:6379',
  },
  CROCHET_SECRET: {
    problem: (value) =>
      value.length < shortestSecret
        ? `has ${value.length} characters: a secret has at least ${shortestSecret}, and ${shortestSecret * 2} random ones are good`
        : undefined,
  },
}

/**
 * Checks the variables that Crochet reads. One that is set to nothing counts as not set.
 *
 * @param sources the file that each variable came from
 * @throws CliError `CLI_ENV_VALUE` naming variable and file
 */
export function checkEnvironment(env: NodeJS.ProcessEnv, sources: EnvSources): void {
  for (const [variable, { problem }] of Object.entries(rules)) {
    const value = env[variable]
    const wrong = value === undefined || value === '' ? undefined : problem(value)
    if (wrong === undefined) continue
    const from = sources.get(variable) ?? 'the environment'
    throw new CliError('CLI_ENV_VALUE', `${variable} in ${from} ${wrong}`)
  }
}

/** @returns the number, or `undefined` for a text that is no port */
export function portOf(text: string): number | undefined {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN
  return port <= 65_535 ? port : undefined
}
