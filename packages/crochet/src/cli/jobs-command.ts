import type { Command } from 'commander'
import type { Jobs } from '@crochet/jobs'
import type { CliIo } from './cli-io.ts'
import { CliError } from './errors.ts'
import { paintOut } from './paint.ts'
import { skipBrokenText } from './run-options.ts'
import { keepStdoutClean, writeJson } from './write-json.ts'

interface ListOptions {
  readonly state?: string
  readonly task?: string
  readonly queue?: string
  readonly key?: string
  readonly limit: string
  readonly json?: true
}

const states = ['pending', 'running', 'done', 'dead', 'cancelled'] as const
type State = (typeof states)[number]

const examples = `
Examples:
  $ crochet jobs list --state dead           what has failed for the last time, and why
  $ crochet jobs retry --state dead          runs all of it again
  $ crochet jobs retry 0198c0de-…            one job
  $ crochet jobs work --concurrency 10       in a process of its own, beside the servers
  $ crochet jobs list --json | jq '.jobs[].task'`

/** `crochet jobs`: the queue of the project's database. */
export function jobsCommand(program: Command, io: CliIo): void {
  const jobs = program
    .command('jobs')
    .description('run jobs, look at them, try them again')
    .addHelpText('after', examples)
    .action(() => jobs.outputHelp())

  jobs
    .command('work')
    .description('run jobs in this process until a signal comes')
    .option('--concurrency <number>', 'how many at once', '50')
    .option('--queues <names>', 'only of these queues, separated by commas')
    .option('--until-idle', 'end when nothing that is due waits')
    .option('--skip-broken-hooks', skipBrokenText)
    .action(async (options: object) => (await import('./jobs-work.ts')).work(options, io))

  withFilters(jobs.command('list').description('print jobs, the newest first'))
    .option('--limit <number>', 'how many, up to 250', '50')
    .action((options: ListOptions) => list(options, io))

  withFilters(
    jobs.command('retry').argument('[id]').description('run a dead or cancelled job again, or all that match'),
  )
    .option('--limit <number>', 'how many of them, up to 250', '250')
    .action((id: string | undefined, options: ListOptions) => change({ id, options, verb: 'retry' }, io))

  withFilters(jobs.command('cancel').argument('[id]').description('cancel a job, or all that match'))
    .option('--limit <number>', 'how many of them, up to 250', '250')
    .action((id: string | undefined, options: ListOptions) => change({ id, options, verb: 'cancel' }, io))
}

function withFilters(command: Command): Command {
  return command
    .option('--state <state>', `only those that are ${states.join(', ')}`)
    .option('--task <slug>', 'only those of this task')
    .option('--queue <name>', 'only those of this queue')
    .option('--key <key>', 'only those with this key')
    .option('--json', 'print one JSON document')
}

async function list(options: ListOptions, io: CliIo): Promise<void> {
  const [filter, limit] = [filterOf(options), limitOf(options)]
  if (options.json) keepStdoutClean()
  await withQueue(io, async (jobs) => {
    const found = await jobs.list(filter, { limit })
    if (options.json) return writeJson(io, { jobs: found })
    const { jobLines } = await import('./job-lines.ts')
    io.stdout.write(`${jobLines(found, paintOut(io)).join('\n')}\n`)
  })
}

interface Change {
  readonly id: string | undefined
  readonly options: ListOptions
  readonly verb: 'retry' | 'cancel'
}

/** One job by its id: what cannot be done is an error. All that match: those that cannot are told of, the others are done. */
async function change({ id, options, verb }: Change, io: CliIo): Promise<void> {
  const [filter, limit] = [filterOf(options), limitOf(options)]
  const hasFilter = Object.keys(filter).length > 0
  if ((id === undefined) === !hasFilter)
    throw new CliError(
      'CLI_USAGE',
      `crochet jobs ${verb} takes the id of a job, or says which by --state, --task and so on`,
    )
  if (options.json) keepStdoutClean()
  await withQueue(io, async (jobs) => {
    const ids = id === undefined ? (await jobs.list(filter, { limit })).map((job) => job.id) : [id]
    const done: string[] = []
    const failed: { id: string; message: string }[] = []
    for (const one of ids) {
      try {
        await jobs[verb](one)
        done.push(one)
      } catch (error) {
        if (id !== undefined) throw error
        failed.push({ id: one, message: error instanceof Error ? error.message : String(error) })
      }
    }
    if (options.json) return writeJson(io, { done, failed })
    const past = verb === 'retry' ? 'to be tried again' : 'cancelled'
    io.stdout.write(`${done.length} ${done.length === 1 ? 'job' : 'jobs'} ${past}\n`)
    for (const { message } of failed) io.stderr.write(`${message}\n`)
  })
}

/** Opens the queue of the project's database; nothing of the application is booted. */
async function withQueue<T>(io: CliIo, use: (jobs: Jobs) => Promise<T>): Promise<T> {
  const { loadConfig } = await import('./load-config.ts')
  const { config, root } = await loadConfig(io.cwd, io.env, { secret: 'leave' })
  const [{ createHooks }, { createJobs }, { openStorage }, { databaseUrl }] = await Promise.all([
    import('@crochet/hooks'),
    import('@crochet/jobs'),
    import('@crochet/storage'),
    import('../database-url.ts'),
  ])
  await using storage = await openStorage(databaseUrl(config), { root })
  await using jobs = createJobs({ engine: createHooks(), storage })
  return await use(jobs)
}

function filterOf({ state, task, queue, key }: ListOptions): {
  state?: State
  task?: string
  queue?: string
  key?: string
} {
  const known = states.find((one) => one === state)
  if (state !== undefined && known === undefined)
    throw new CliError('CLI_USAGE', `"${state}" is no state: --state takes ${states.join(', ')}`)
  return {
    ...(known !== undefined && { state: known }),
    ...(task !== undefined && { task }),
    ...(queue !== undefined && { queue }),
    ...(key !== undefined && { key }),
  }
}

function limitOf({ limit }: ListOptions): number {
  const number = Number(limit)
  if (Number.isInteger(number) && number >= 1 && number <= 250) return number
  throw new CliError('CLI_USAGE', `"${limit}" is no limit: --limit takes 1 to 250`)
}
