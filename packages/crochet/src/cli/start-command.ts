import type { Command } from 'commander'
import type { App } from '../app.ts'
import { addressLines } from './address-lines.ts'
import { portOf } from './check-environment.ts'
import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'
import { paintOut } from './paint.ts'
import { withProgress } from './progress.ts'
import { bootOptions, skipBrokenText } from './run-options.ts'

interface StartOptions {
  readonly port?: string
  readonly host?: string
  readonly skipBrokenHooks?: boolean
}

const examples = `
Examples:
  $ crochet migrate --yes && crochet start
  $ crochet start --port 8080 --host 0.0.0.0
  $ crochet start --env development     tables are brought in line by the start itself

NODE_ENV is production unless it is set. SIGTERM and SIGINT drain the connections, flush, and end the process with 0.`

/** `crochet start`: boots for production, and listens until a signal comes. */
export function startCommand(program: Command, io: CliIo): void {
  program
    .command('start')
    .description('boot for production and listen')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one (default: PORT, else 3000)')
    .option('--host <address>', 'address to listen on (default: HOST, else 127.0.0.1)')
    .option('--skip-broken-hooks', skipBrokenText)
    .addHelpText('after', examples)
    .action((options: StartOptions) => start(options, io))
}

async function start(options: StartOptions, io: CliIo): Promise<void> {
  if ((io.env['NODE_ENV'] ?? '') === '') io.env['NODE_ENV'] = 'production'
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env, { secret: 'require' })
  const address = listenAddress(options, io.env)

  const { createApp } = await import('../create-app.ts')
  const boot = await bootOptions({ root, io, level: 'info' }, options.skipBrokenHooks)
  const app = await withProgress(io, 'booting', () => createApp(config, boot))
  io.stdout.write(`${app.report()}\n`)
  await listen(app, address, io)
  // The process ends with a signal; until then the command is under way.
  await new Promise(() => {})
}

async function listen(app: App, address: { port: number; host: string }, io: CliIo): Promise<void> {
  try {
    const { url } = await app.listen(address)
    io.stdout.write(`\n${addressLines(app, url, paintOut(io)).join('\n')}\n\n`)
  } catch (error) {
    await app.close()
    throw error
  }
}

/** @throws CliError `CLI_USAGE` for a port that is none */
export function listenAddress(
  { port, host }: Pick<StartOptions, 'port' | 'host'>,
  env: NodeJS.ProcessEnv,
): { port: number; host: string } {
  const number = portOf(port ?? (env['PORT'] || '3000'))
  if (number === undefined) throw new CliError('CLI_USAGE', `"${port}" is no port: --port takes 0 to 65535`)
  return { port: number, host: host ?? (env['HOST'] || '127.0.0.1') }
}
