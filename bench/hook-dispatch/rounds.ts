import { setImmediate as turn } from 'node:timers/promises'
import type { Contender } from './contender.ts'

export interface RoundOptions {
  /** Rounds of every contender. */
  readonly rounds: number
  /** Milliseconds that one round is to take. */
  readonly length: number
  readonly calls: { readonly total: number }
}

/** Dispatches between two turns of the event loop, so that timers (those of deadlines) run during a round; 1 to 2 ns for each. */
const batch = 1_000

/** Nanoseconds of processor time per dispatch, a figure for each round, by the contender's name. */
export type Readings = Record<string, number[]>

/**
 * Measures contenders in turns: A B C, B C A, C A B, … A slow second of the machine so hits all of them, and comparing figures
 * of the same round takes it out. Garbage is collected before each round, so that nobody pays for what another left behind.
 *
 * @throws Error when handlers were not run as often as they should have been
 */
export async function measureInTurns(contenders: readonly Contender[], options: RoundOptions): Promise<Readings> {
  const batches = new Map<Contender, number>()
  for (const contender of contenders) batches.set(contender, await calibrate(contender, options))

  const readings: Readings = Object.fromEntries(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < options.rounds; round++) {
    for (let place = 0; place < contenders.length; place++) {
      const contender = contenders[(round + place) % contenders.length] as Contender
      const time = await runRound(contender, batches.get(contender) ?? 1, options)
      readings[contender.name]?.push(time)
    }
  }
  return readings
}

/** Warms a contender up until V8 has compiled it, then finds how many batches fill a round. */
async function calibrate(contender: Contender, options: RoundOptions): Promise<number> {
  let batches = 1
  for (let spent = 0; spent < 3 * options.length;) {
    const took = ((await runRound(contender, batches, options)) * batches * batch) / 1e6
    spent += took
    if (took < options.length / 2) batches *= 2
  }
  const took = ((await runRound(contender, batches, options)) * batches * batch) / 1e6
  return Math.max(1, Math.round((batches * options.length) / took))
}

/**
 * Runs one round. What counts is processor time: waiting for a core that other processes use is left out. The process is started
 * with all collection of garbage in this thread, so that it is counted.
 *
 * @returns nanoseconds per dispatch
 */
async function runRound(contender: Contender, batches: number, { calls }: RoundOptions): Promise<number> {
  const run = contender.awaiting === 'always' ? awaitAlways : awaitPromises
  const within = contender.within ?? ((round) => round())
  globalThis.gc?.()
  await turn()
  const before = calls.total
  const start = process.threadCpuUsage()
  await within(() => run(contender.dispatch, batches))
  const { user, system } = process.threadCpuUsage(start)
  const expected = batches * batch * contender.runs
  if (calls.total - before !== expected) {
    throw new Error(`"${contender.name}" ran ${calls.total - before} handlers, not ${expected}`)
  }
  return ((user + system) * 1000) / (batches * batch)
}

async function awaitAlways(dispatch: () => unknown, batches: number): Promise<void> {
  for (let done = 0; done < batches; done++) {
    for (let i = 0; i < batch; i++) await dispatch()
    await turn()
  }
}

async function awaitPromises(dispatch: () => unknown, batches: number): Promise<void> {
  for (let done = 0; done < batches; done++) {
    for (let i = 0; i < batch; i++) {
      const result = dispatch()
      if (result !== undefined) await result
    }
    await turn()
  }
}
