import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Question } from './question.ts'

export interface SessionOptions {
  /** Shorter phases. */
  readonly quick: boolean
  readonly from: 'dist' | 'source'
  /** What is prepared for all sessions of a question lies here. */
  readonly folder: string
}

/** What a question has at hand while it measures. */
export class Session {
  readonly quick: boolean
  readonly folder: string
  readonly from: 'dist' | 'source'
  readonly #folders: string[] = []

  constructor({ quick, folder, from }: SessionOptions) {
    this.quick = quick
    this.folder = folder
    this.from = from
  }

  /** Seconds that a phase takes. */
  seconds(full: number): number {
    return this.quick ? full / 2 : full
  }

  /** A folder that is removed at the end. */
  async scratch(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'crochet-bench-'))
    this.#folders.push(folder)
    return folder
  }

  async end(): Promise<void> {
    this.abandon()
  }

  /** The same without waiting. */
  abandon(): void {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs one process of a benchmark: it puts the load of one question on one contender and sends its readings to
 * the process that started it.
 * Arguments of the process: question, contender (or `prepare`), options.
 */
export async function answer<S extends Session>(
  questions: readonly Question<S>[],
  open: (options: SessionOptions) => S,
): Promise<void> {
  const [name, contender = '', options = '{}'] = process.argv.slice(2)
  const question = questions.find((candidate) => candidate.name === name)
  if (question === undefined) throw new Error(`there is no question "${name}"`)
  const session = open(JSON.parse(options) as SessionOptions)
  // Failed checks are thrown in callbacks of sockets.
  const fail = (reason: unknown): void => {
    console.error(reason)
    session.abandon()
    process.exit(1)
  }
  process.on('uncaughtException', fail)
  process.on('SIGTERM', () => fail('it was told to end, or took too long'))
  process.on('SIGINT', () => fail('interrupted'))
  const readings = contender === 'prepare' ? {} : await question.measure(contender, session)
  if (contender === 'prepare') await question.prepare?.(session)
  await session.end()
  const end = (): never => process.exit(0)
  // Started by hand, it shows them.
  if (process.send === undefined) process.stdout.write(`${JSON.stringify(readings)}\n`, end)
  else process.send(readings, end)
}
