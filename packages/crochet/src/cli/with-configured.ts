import type { LoadedModule } from '@crochet/modules'
import type { AppConfig } from '../app.ts'
import type { CliIo } from './cli-io.ts'
import { bootOptions } from './run-options.ts'

/** A configuration as hook modules have left it, and the modules, of which none is initialised. */
export interface Configured {
  readonly config: AppConfig
  readonly hook: Readonly<Record<string, LoadedModule>>
}

/**
 * Loads configuration and hook modules and lets these change it (`configure`); asks no database.
 *
 * @throws CliError, AppError, ModuleError
 */
export async function withConfigured<T>(io: CliIo, use: (configured: Configured) => Promise<T>): Promise<T> {
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env, { secret: 'leave' })
  const { beginBoot, loadAndConfigure } = await import('../begin-boot.ts')
  await using booting = new AsyncDisposableStack()
  const boot = beginBoot(config, { ...(await bootOptions({ root, io, level: 'warn' }, false)), booting })
  const modules = await boot.hooks.batch(() => loadAndConfigure(boot))
  booting.defer(() => modules.destroy())
  return await use({ config: boot.parts.config, hook: modules.hook })
}
