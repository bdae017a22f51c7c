import { median, paired } from './statistics.ts'
import { own, type Bar, type Question, type Readings, type Row } from './question.ts'

/** What one session measured; `undefined` when it failed. */
export interface Taken {
  readonly question: string
  readonly contender: string
  readonly round: number
  readonly readings: Readings | undefined
}

export interface Verdict {
  readonly bar: Bar
  /** NaN when something it needs was not measured. */
  readonly measured: number
  readonly isMet: boolean
}

/** The readings of all rounds, and what is taken from them: medians, and medians of the ratios within a round. */
export class Results {
  readonly #taken: readonly Taken[]

  constructor(taken: readonly Taken[]) {
    this.#taken = taken
  }

  /** @returns NaN when it was not measured in every round */
  figure(question: Question, contender: string, key: string): number {
    return median(this.#rounds(question, contender, key))
  }

  /** How many times Crochet's figure is the peer's, compared round by round. */
  ratio(question: Question, peer: string, key: string): number {
    const [mine, theirs] = [this.#rounds(question, own, key), this.#rounds(question, peer, key)]
    return median(paired(mine, theirs, (a, b) => a / b))
  }

  judge(question: Question, row: Row): Verdict[] {
    return (row.bars ?? []).map((bar) => {
      const { against, least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = bar
      const measured =
        against === undefined ? this.figure(question, own, row.key) : this.ratio(question, against, row.key)
      return { bar, measured, isMet: measured >= least && measured <= most }
    })
  }

  /** The largest share of a core that generating load took in any round. */
  generator(question: Question): number {
    const shares = this.#taken
      .filter((taken) => taken.question === question.name)
      .flatMap(({ readings = {} }) => Object.entries(readings))
      .flatMap(([key, value]) => (key.includes('generator') ? [value] : []))
    return Math.max(0, ...shares)
  }

  #rounds({ name }: Question, contender: string, key: string): number[] {
    return this.#taken
      .filter((taken) => taken.question === name && taken.contender === contender)
      .toSorted((a, b) => a.round - b.round)
      .map(({ readings }) => readings?.[key] ?? Number.NaN)
  }
}
