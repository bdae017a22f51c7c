import { median, paired } from '../statistics.ts'
import type { Readings } from './rounds.ts'

/** What one process measured for one scenario. */
export interface Run {
  readonly scenario: string
  readonly readings: Readings
}

/**
 * The readings of all processes, and the three figures that are taken from them. Each is the median over the processes of the
 * median over the rounds of one process.
 */
export class Results {
  readonly #runs: readonly Run[]

  constructor(runs: readonly Run[]) {
    this.#runs = runs
  }

  contenders(scenario: string): string[] {
    return Object.keys(this.#of(scenario)[0]?.readings ?? {})
  }

  /** Nanoseconds per dispatch. */
  time(scenario: string, contender: string): number {
    return median(this.#of(scenario).map((run) => median(rounds(run, contender))))
  }

  /** How many times longer `contender` takes than `floor`, compared round by round. */
  ratio(scenario: string, contender: string, floor: string): number {
    return median(this.ratios(scenario, contender, floor))
  }

  /** The same, a figure for each process. */
  ratios(scenario: string, contender: string, floor: string): number[] {
    return this.#compare(scenario, [contender, floor], (a, b) => a / b)
  }

  /** Nanoseconds per dispatch that `contender` takes longer than `floor`, compared round by round. */
  difference(scenario: string, contender: string, floor: string): number {
    return median(this.#compare(scenario, [contender, floor], (a, b) => a - b))
  }

  #compare(scenario: string, [a, b]: readonly [string, string], combine: (a: number, b: number) => number): number[] {
    return this.#of(scenario).map((run) => median(paired(rounds(run, a), rounds(run, b), combine)))
  }

  #of(scenario: string): readonly Run[] {
    return this.#runs.filter((run) => run.scenario === scenario)
  }
}

/** @throws Error for a contender that was not measured: a bar must not be judged by nothing. */
function rounds(run: Run, contender: string): readonly number[] {
  const readings = run.readings[contender]
  if (readings === undefined) throw new Error(`"${contender}" was not measured in "${run.scenario}"`)
  return readings
}
