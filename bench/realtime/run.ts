/**
 * How much does the collaboration server carry, how fast, at what cost: beside Hocuspocus and beside relays that only forward?
 *
 * `npm run bench -- realtime` asks all questions. Options:
 * - `--only=fan-out` asks those whose name begins so (words without dashes mean the same); prints, and writes no results
 * - `--quick` one round of shorter phases; writes no results
 * - `--rounds=N` default 3
 * - `--from=build|dist|source` Crochet is built first (default), taken as it was built last, or run from source
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { machineNotes } from '../machine.ts'
import { publish } from '../publish.ts'
import type { Question, Readings } from './question.ts'
import { questions } from './questions.ts'
import { report } from './report.ts'
import { Results, type Taken } from './results.ts'
import type { SessionOptions } from './session.ts'

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    from: { type: 'string', default: 'build' },
  },
})
const named = [...options.only, ...positionals]
const asked = questions.filter(({ name }) => named.length === 0 || named.some((start) => name.startsWith(start)))
const unknown = named.filter((start) => !questions.some(({ name }) => name.startsWith(start)))
if (unknown.length > 0)
  stop(`There is no question "${unknown[0]}". There are: ${questions.map(({ name }) => name).join(', ')}.`)
if (!['build', 'dist', 'source'].includes(options.from)) stop('--from is build, dist or source.')
if (options.from === 'build') build()

/** A question that is not answered in this time (milliseconds) by one contender will not be. */
const patience = 180_000

/** The process that measures, which ends its server when it is told to end, and the folder of the question. */
const measuring: { now?: ChildProcess; folder?: string } = {}
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    measuring.now?.kill()
    if (measuring.folder !== undefined) rmSync(measuring.folder, { recursive: true, force: true })
    process.exit(1)
  })
}

const machine = machineNotes()
const started = performance.now()
const taken: Taken[] = []
for (const question of asked) taken.push(...(await ask(question)))
const results = new Results(taken)

const isComplete = asked.length === questions.length && !options.quick
await publish({
  name: 'realtime',
  question:
    'How much does the collaboration server carry, how fast and at what cost, beside Hocuspocus and beside relays that only forward?',
  machine,
  body: `${report(asked, results)}\n\n## Method\n${method()}`,
  data: { from: options.from, readings: taken },
  write: isComplete,
})
if (taken.some(({ readings }) => readings === undefined)) process.exitCode = 1

/** Every contender in turns: A B C, B C A, … A slow minute of the machine so hits all of them. */
async function ask(question: Question): Promise<Taken[]> {
  const rounds = Number(options.rounds ?? (options.quick ? 1 : (question.rounds ?? 3)))
  const folder = await mkdtemp(join(tmpdir(), 'crochet-bench-'))
  measuring.folder = folder
  const answers: Taken[] = []
  try {
    if (question.prepare !== undefined && (await session(question, 'prepare', folder)) === undefined) return answers
    for (let round = 0; round < rounds; round++) {
      for (let place = 0; place < question.contenders.length; place++) {
        const contender = question.contenders[(round + place) % question.contenders.length] ?? ''
        process.stderr.write(`${clock()} ${question.name}, round ${round + 1} of ${rounds}: ${contender}\n`)
        const readings = await session(question, contender, folder)
        answers.push({ question: question.name, contender, round, readings })
      }
    }
    return answers
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** @returns nothing when the process that measured has failed; it has said why */
async function session({ name }: Question, contender: string, folder: string): Promise<Readings | undefined> {
  const from = options.from === 'source' ? 'source' : 'dist'
  const passed: SessionOptions = { quick: options.quick, from, folder }
  const file = join(import.meta.dirname, 'session.ts')
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', file, name, contender, JSON.stringify(passed)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: patience,
    },
  )
  measuring.now = child
  const output = await text(child.stdout)
  try {
    return JSON.parse(output) as Readings
  } catch {
    process.stderr.write(`${name} could not be measured with ${contender}\n`)
    return undefined
  }
}

function build(): void {
  const root = join(import.meta.dirname, '..', '..')
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (status !== 0) stop('The packages could not be built. Try --from=source.')
}

function stop(message: string): never {
  console.error(message)
  process.exit(2)
}

function clock(): string {
  const seconds = Math.round((performance.now() - started) / 1000)
  return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
}

function method(): string {
  return [
    'Each figure comes from a fresh pair of processes, a server and a generator of load; contenders take turns (A B C, B C A, …).',
    'Figures are medians over the rounds; ratios compare figures of the same round, then the median is taken. The load speaks the',
    'protocol by hand on TCP sockets, up to 2,000 of them. Every client checks that each letter of everybody else arrives exactly once',
    'and in order, every writer that each update is acknowledged exactly once; at the end a new client reads some of the documents,',
    'which must be what was written. A failed check ends the measurement. Processor time is that of the server process (all threads,',
    'user and system) until the last update has arrived and is acknowledged. Crochet runs with a journal (SQLite, synced before it',
    'acknowledges) and its default limits; Hocuspocus in its defaults, storing nothing; `relay-send` forwards each frame with the',
    '`send` of `ws`; `relay-batch` frames once for all and writes all frames of an event-loop turn at once to each receiver.',
  ].join('\n')
}
