import type { Command } from 'commander'
import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'
import { withProgress } from './progress.ts'
import { bootOptions } from './run-options.ts'
import { keepStdoutClean, writeJson } from './write-json.ts'

interface MigrateOptions {
  readonly plan?: true
  readonly yes?: true
  readonly json?: true
}

const examples = `
Examples:
  $ crochet migrate --plan        what would be done
  $ crochet migrate               the same, and asks whether to do it
  $ crochet migrate --yes         does it, all or nothing: for scripts
  $ crochet migrate --plan --json | jq '.steps | length'

Nothing is ever dropped: what is no longer in the configuration is kept, and named. What would lose data is refused.`

/** `crochet migrate`: brings the tables of the database in line with the configuration. */
export function migrateCommand(program: Command, io: CliIo): void {
  program
    .command('migrate')
    .description('bring the tables of the database in line with the configuration')
    .option('--plan', 'only print what would be done')
    .option('-y, --yes', 'do it without asking')
    .option('--json', 'print one JSON document: { steps, kept, applied }')
    .addHelpText('after', examples)
    .action((options: MigrateOptions) => migrate(options, io))
}

async function migrate(options: MigrateOptions, io: CliIo): Promise<void> {
  if (options.plan && options.yes)
    throw new CliError('CLI_USAGE', '--plan only looks, and --yes does it: give one of them')
  if (options.json) keepStdoutClean()
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env, { secret: 'leave' })
  const { migrateApp } = await import('../migrate-app.ts')
  const boot = await bootOptions({ root, io, level: 'warn' }, false)
  const print = (line: string): void => void (options.json ? undefined : io.stdout.write(`${line}\n`))

  const { steps, kept } = await withProgress(io, 'comparing tables', () => migrateApp(config, boot))
  for (const name of kept) print(`kept, though no longer in the configuration: ${name}`)
  for (const step of steps) print(`- ${step}`)
  const apply =
    steps.length > 0 && !options.plan && (options.yes === true || (await confirmed(steps.length, options, io)))
  if (apply) await withProgress(io, 'changing tables', () => migrateApp(config, { ...boot, apply: true }))
  if (options.json) return writeJson(io, { steps, kept, applied: apply })
  print(steps.length === 0 ? 'Everything is there.' : apply ? 'Done.' : 'Nothing has been changed.')
}

/** @throws CliError `CLI_MIGRATE_UNCONFIRMED` where nobody can be asked */
async function confirmed(steps: number, { json }: MigrateOptions, io: CliIo): Promise<boolean> {
  const what = `${steps} step${steps === 1 ? '' : 's'}`
  if (!io.isTTY || json)
    throw new CliError('CLI_MIGRATE_UNCONFIRMED', `Nothing has been changed: ${what} to be done, and nobody to ask`)
  const { confirm } = await import('@clack/prompts')
  return (await confirm({ message: `Do ${steps === 1 ? 'this' : `these ${what}`}?`, initialValue: false })) === true
}
