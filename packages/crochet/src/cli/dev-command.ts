import type { Command } from 'commander'
import type { CliIo } from './cli-io.ts'

const examples = `
Examples:
  $ crochet dev
  $ crochet dev --port 8080

A changed module below ./hooks is swapped while connections stay open. A change of crochet.config.*, of what it imports, of .env* or
of config/ restarts the server. What is broken is said, and what ran goes on. Ctrl-C ends it.`

/** `crochet dev`: boots, watches the project, and takes changes in. */
export function devCommand(program: Command, io: CliIo): void {
  program
    .command('dev')
    .description('boot, and take changes in while it runs')
    .option('-p, --port <number>', 'port to listen on; 0 takes a free one (default: PORT, else 3000)')
    .option('--host <address>', 'address to listen on (default: HOST, else 127.0.0.1)')
    .addHelpText('after', examples)
    .action(async (options: { port?: string; host?: string }) => {
      const { Supervisor } = await import('../dev/supervisor.ts')
      const supervisor = new Supervisor(io, options)
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
      const stop = (): void => supervisor.stop()
      for (const signal of signals) process.on(signal, stop)
      try {
        await supervisor.run()
      } finally {
        for (const signal of signals) process.off(signal, stop)
      }
    })
}
