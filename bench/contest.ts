import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { machineNotes } from './machine.ts'
import { publish } from './publish.ts'
import type { Question, Readings } from './question.ts'
import { report } from './report.ts'
import { Results, type Taken } from './results.ts'
import type { Session, SessionOptions } from './session.ts'

/** A benchmark whose contenders answer the same questions, each in processes of its own. */
export interface Contest<S extends Session> {
  /** The folder; its `session.ts` is what each of the processes runs. */
  readonly name: string
  readonly question: string
  readonly questions: readonly Question<S>[]
  /** Markdown: how the figures come about. */
  readonly method: string
}

/**
 * Asks the questions of a contest and publishes the answers. Options of the command line:
 * - `--only=fan-out` asks those whose name begins so (words without dashes mean the same); prints, and writes no results
 * - `--quick` one round of shorter phases; writes no results
 * - `--rounds=N` default 3
 * - `--from=build|dist|source` Crochet is built first (default), taken as it was built last, or run from source
 */
export async function hold<S extends Session>({ name, question, questions, method }: Contest<S>): Promise<void> {
  const options = readOptions()
  const asked = questions.filter(
    (each) => options.only.length === 0 || options.only.some((o) => each.name.startsWith(o)),
  )
  const unknown = options.only.find((start) => !questions.some((each) => each.name.startsWith(start)))
  if (unknown !== undefined)
    stop(`There is no question "${unknown}". There are: ${questions.map((each) => each.name).join(', ')}.`)
  if (options.from === 'build') build()

  const machine = machineNotes()
  const turns = new Turns(name, options)
  const taken: Taken[] = []
  for (const each of asked) taken.push(...(await turns.take(each)))
  await publish({
    name,
    question,
    machine,
    body: `${report(asked, new Results(taken))}\n\n## Method\n${method}`,
    data: { from: options.from, readings: taken },
    write: asked.length === questions.length && !options.quick,
  })
  if (taken.some(({ readings }) => readings === undefined)) process.exitCode = 1
}

interface Options {
  readonly only: readonly string[]
  readonly quick: boolean
  readonly rounds: number | undefined
  readonly from: string
}

function readOptions(): Options {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      from: { type: 'string', default: 'build' },
    },
  })
  if (!['build', 'dist', 'source'].includes(values.from)) stop('--from is build, dist or source.')
  const { quick, from } = values
  const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
  return { only: [...values.only, ...positionals], quick, rounds, from }
}

/** A question that is not answered in this time (milliseconds) by one contender will not be. */
const patience = 180_000

/** Lets the contenders answer in turns, one process at a time. */
class Turns {
  readonly #name: string
  readonly #options: Options
  readonly #started = performance.now()
  /** The process that measures, which ends what it started when it is told to end. */
  #measuring: ChildProcess | undefined
  /** What is prepared for the question. */
  #folder: string | undefined

  constructor(name: string, options: Options) {
    this.#name = name
    this.#options = options
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        this.#measuring?.kill()
        if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true })
        process.exit(1)
      })
    }
  }

  /** Every contender in turns: A B C, B C A, … A slow minute of the machine so hits all of them. */
  async take<S extends Session>(question: Question<S>): Promise<Taken[]> {
    const rounds = this.#options.rounds ?? (this.#options.quick ? 1 : (question.rounds ?? 3))
    const folder = await mkdtemp(join(tmpdir(), 'crochet-bench-'))
    this.#folder = folder
    const answers: Taken[] = []
    try {
      if (question.prepare !== undefined && (await this.#session(question.name, 'prepare')) === undefined)
        return answers
      for (let round = 0; round < rounds; round++) {
        for (let place = 0; place < question.contenders.length; place++) {
          const contender = question.contenders[(round + place) % question.contenders.length] ?? ''
          process.stderr.write(`${this.#clock()} ${question.name}, round ${round + 1} of ${rounds}: ${contender}\n`)
          const readings = await this.#session(question.name, contender)
          answers.push({ question: question.name, contender, round, readings })
        }
      }
      return answers
    } finally {
      await rm(folder, { recursive: true })
    }
  }

  /** @returns nothing when the process that measured has failed; it has said why */
  async #session(question: string, contender: string): Promise<Readings | undefined> {
    const { quick } = this.#options
    const from = this.#options.from === 'source' ? 'source' : 'dist'
    const passed: SessionOptions = { quick, from, folder: this.#folder ?? '' }
    const file = join(import.meta.dirname, this.#name, 'session.ts')
    const conditions = from === 'source' ? ['--conditions=crochet-source'] : []
    const words = [
      '--disable-warning=ExperimentalWarning',
      ...conditions,
      file,
      question,
      contender,
      JSON.stringify(passed),
    ]
    // What contenders print is none of ours.
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], timeout: patience })
    this.#measuring = child
    const readings = await new Promise<Readings | undefined>((resolve) => {
      child.once('message', (message) => resolve(message as Readings))
      child.once('exit', () => resolve(undefined))
    })
    if (readings === undefined) process.stderr.write(`${question} could not be measured with ${contender}\n`)
    else if (child.exitCode === null) await once(child, 'exit')
    return readings
  }

  #clock(): string {
    const seconds = Math.round((performance.now() - this.#started) / 1000)
    return `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`
  }
}

function build(): void {
  const root = join(import.meta.dirname, '..')
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
