import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { CrochetConfig } from '../config.ts'
import { CliError } from './errors.ts'
import { checkEnvironment } from './check-environment.ts'
import { loadEnvFiles } from './env-files.ts'
import { developmentSecret } from './development-secret.ts'
import { importConfig } from './import-config.ts'

/** The configuration of a project, and where it is. */
export interface LoadedConfig {
  readonly config: CrochetConfig
  /** Absolute path of the configuration. */
  readonly file: string
  /** Absolute path of the project. */
  readonly root: string
}

export interface LoadConfigOptions {
  /**
   * What becomes of a missing secret. `make`, the default: in development one is made in `.crochet/secret`. `require`: in production a
   * missing one is refused as well. `leave`: for commands that sign nothing.
   */
  readonly secret?: 'make' | 'require' | 'leave'
}

const names = ['crochet.config.ts', 'crochet.config.js', 'crochet.config.mjs']

/**
 * Reads the `.env` files of a project into `env`, checks what is there, and loads `crochet.config.{ts,js,mjs}` as hook modules are
 * loaded: TypeScript or JavaScript, default export or `module.exports`.
 *
 * @param cwd folder of the project; folders above it are not searched
 * @param env what `.env` files say is added to it; what it says already wins
 * @throws CliError `CLI_CONFIG_…`, `CLI_ENV_…`, `CLI_SECRET_…`; AppError for a configuration whose keys are wrong
 */
export async function loadConfig(
  cwd: string,
  env: NodeJS.ProcessEnv,
  { secret = 'make' }: LoadConfigOptions = {},
): Promise<LoadedConfig> {
  const root = resolve(cwd)
  const file = findConfig(root)
  checkEnvironment(env, await loadEnvFiles(root, env))
  const config = await importConfig(root, file)
  return { config: await withSecret(config, { root, env, secret }), file, root }
}

/** @throws CliError `CLI_CONFIG_NONE`, `CLI_CONFIG_TWICE` */
function findConfig(root: string): string {
  const [file, second] = names.map((name) => join(root, name)).filter((path) => existsSync(path))
  if (second !== undefined)
    throw new CliError('CLI_CONFIG_TWICE', `There are two configurations: ${file} and ${second}`)
  if (file !== undefined) return file
  const above = projectAbove(root)
  const hint =
    above === undefined ? {} : { hint: `There is one in ${above}: run it there, or with \`--root ${above}\`.` }
  throw new CliError('CLI_CONFIG_NONE', `There is no ${names.join(', ')} in ${root}`, hint)
}

function projectAbove(folder: string): string | undefined {
  const above = dirname(folder)
  if (above === folder) return undefined
  return names.some((name) => existsSync(join(above, name))) ? above : projectAbove(above)
}

/** The configuration's own secret, else `CROCHET_SECRET`, else what becomes of none. */
async function withSecret(
  config: CrochetConfig,
  { root, env, secret }: { root: string; env: NodeJS.ProcessEnv; secret: NonNullable<LoadConfigOptions['secret']> },
): Promise<CrochetConfig> {
  if (config.secret !== undefined) return config
  const given = env['CROCHET_SECRET']
  if (given !== undefined && given !== '') return { ...config, secret: given }
  if (secret === 'leave') return config
  if (env['NODE_ENV'] !== 'production') return { ...config, secret: await developmentSecret(root) }
  if (secret === 'make') return config
  throw new CliError('CLI_SECRET_NONE', 'A production server has no secret: neither CROCHET_SECRET nor `secret` is set')
}
