import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'
import { withProgress } from './progress.ts'
import { bootOptions } from './run-options.ts'

interface WorkOptions {
  readonly concurrency?: string
  readonly queues?: string
  readonly untilIdle?: true
  readonly skipBrokenHooks?: boolean
}

/** Boots the application, opens no port, and runs jobs until a signal comes. */
export async function work({ concurrency, queues, untilIdle, skipBrokenHooks }: WorkOptions, io: CliIo): Promise<void> {
  const atOnce = Number(concurrency ?? 50)
  if (!Number.isInteger(atOnce) || atOnce < 1)
    throw new CliError('CLI_USAGE', `"${concurrency}" is no number of jobs: --concurrency takes 1 or more`)
  if ((io.env['NODE_ENV'] ?? '') === '') io.env['NODE_ENV'] = 'production'
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env, { secret: 'require' })
  const [{ createApp }, { stopOnSignals }, { closingTime }] = await Promise.all([
    import('../create-app.ts'),
    import('../stop-on-signals.ts'),
    import('../jobs/closing-time.ts'),
  ])
  const boot = await bootOptions({ root, io, level: 'info' }, skipBrokenHooks)
  const app = await withProgress(io, 'booting', () => createApp(config, boot))
  const names = queues?.split(',').map((name) => name.trim())
  // Jobs run from the next line on, and a signal may come as soon as one says something.
  stopOnSignals(() => app.close(), { log: app.log, patience: closingTime(app.config.jobs).patience })
  const worker = app.jobs.work({ concurrency: atOnce, ...(names !== undefined && { queues: names }) })
  io.stdout.write(`working on jobs, ${atOnce} at once${names === undefined ? '' : `, of ${names.join(', ')}`}\n`)
  // The process ends with a signal; until then the command is under way.
  if (untilIdle !== true) return await new Promise(() => {})
  await worker.idle()
  await app.close()
}
