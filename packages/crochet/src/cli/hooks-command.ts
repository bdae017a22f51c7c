import type { Command } from 'commander'
import type { App } from '../app.ts'
import type { CliIo } from './cli-io.ts'
import { didYouMean } from './did-you-mean.ts'
import { CliError } from './errors.ts'
import { explainedLines, pointLines, type PointInUse } from './hook-lines.ts'
import { inspectApp } from './inspect-app.ts'
import { paintOut } from './paint.ts'
import { keepStdoutClean, writeJson } from './write-json.ts'

interface HooksOptions {
  readonly json?: true
  readonly modules?: true
  readonly skipBrokenHooks?: boolean
}

const examples = `
Examples:
  $ crochet hooks                       every hook point in use
  $ crochet hooks posts                 those of a collection
  $ crochet hooks posts:beforeChange    why each handler sits where it does
  $ crochet hooks --modules             hook modules: what waited for what, and how long
  $ crochet hooks --json | jq '.points[].name'

Boots on an empty database in memory and opens no port: the project's database is not touched. Hook modules are initialised.`

/** `crochet hooks`: what is attached where, in which order, and why. */
export function hooksCommand(program: Command, io: CliIo): void {
  program
    .command('hooks')
    .argument('[point]', 'a hook point (posts:beforeChange), or a collection or global')
    .description('print every hook point in use with its handlers in order')
    .option('--modules', 'print the tree of hook modules with times')
    .option('--skip-broken-hooks', skipText)
    .option('--json', 'print one JSON document')
    .addHelpText('after', examples)
    .action((point: string | undefined, options: HooksOptions) => showHooks(point, options, io))
}

const skipText = 'leave out hook modules that fail'

async function showHooks(asked: string | undefined, options: HooksOptions, io: CliIo): Promise<void> {
  if (options.modules && asked !== undefined)
    throw new CliError('CLI_USAGE', `--modules shows all hook modules; it takes no hook point ("${asked}")`)
  if (options.json) keepStdoutClean()
  await using app = await inspectApp(io, options)
  if (options.modules) return showModules(app, options, io)

  const found = await select(app, asked)
  if (options.json) return writeJson(io, { points: found.points })
  const paint = paintOut(io)
  const lines = found.explain ? explainedLines(found.points, paint) : pointLines(found.points, paint)
  io.stdout.write(`${lines.join('\n')}\n`)
}

async function showModules(app: App, { json }: HooksOptions, io: CliIo): Promise<void> {
  const report = app.moduleReport()
  if (json) return writeJson(io, report)
  const { formatBootReport } = await import('@crochet/modules')
  io.stdout.write(`${formatBootReport(report)}\n`)
}

/**
 * The hook points a call is about: all in use, those of a collection or global, or one, used or not.
 *
 * @throws CliError `CLI_UNKNOWN_POINT` with the nearest name
 */
async function select(app: App, asked: string | undefined): Promise<{ points: PointInUse[]; explain: boolean }> {
  const names = app.hooks.names()
  const points = (which: (name: string) => boolean): PointInUse[] =>
    names.filter(which).flatMap((name) => {
      const handlers = app.hooks.explain(name as never)
      const [first] = handlers
      return first === undefined ? [] : [{ name, kind: first.kind, handlers }]
    })
  if (asked === undefined) return { points: points(() => true), explain: false }
  if (names.includes(asked)) {
    const [point] = points((name) => name === asked)
    return { points: [point ?? { name: asked, kind: undefined, handlers: [] }], explain: true }
  }
  const owners = new Set(names.flatMap((name) => (name.includes(':') ? [name.split(/[:.]/, 1)[0] ?? ''] : [])))
  const owner = owners.has(asked) ? asked : owners.has(`globals/${asked}`) ? `globals/${asked}` : undefined
  if (owner !== undefined)
    return { points: points((name) => name.startsWith(`${owner}:`) || name.startsWith(`${owner}.`)), explain: false }

  const suggestion = await didYouMean(asked, [...names, ...owners])
  throw new CliError('CLI_UNKNOWN_POINT', `There is no hook point, collection or global "${asked}"${suggestion}`)
}
