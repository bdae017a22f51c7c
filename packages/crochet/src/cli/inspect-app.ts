import type { App } from '../app.ts'
import type { CliIo } from './cli-io.ts'
import { bootOptions } from './run-options.ts'
import { withProgress } from './progress.ts'

/**
 * Boots the project's application to look at it: on an empty database in memory, so that the real one is neither read nor changed.
 * Hook modules are initialised, since that is where they attach their handlers. Opens no port.
 *
 * @throws CliError, AppError, and what else stops a boot
 */
export async function inspectApp(io: CliIo, options: { skipBrokenHooks?: boolean }): Promise<App> {
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env)
  const { createApp } = await import('../create-app.ts')
  const inMemory = { ...config, database: { url: 'memory:', migrate: 'development' as const } }
  const boot = await bootOptions({ root, io, level: 'warn' }, options.skipBrokenHooks)
  return withProgress(io, 'booting', () => createApp(inMemory, boot))
}
