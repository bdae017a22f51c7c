import type { Session } from './session.ts'

/** Figures by the key of the row that they belong to. */
export type Readings = Record<string, number>

/** What Crochet must reach. */
export interface Bar {
  /** Judges Crochet's figure divided by this contender's; without it the figure itself. */
  readonly against?: string
  readonly least?: number
  readonly most?: number
}

export interface Row {
  readonly key: string
  readonly label: string
  readonly unit: string
  readonly bars?: readonly Bar[]
}

/** One question, answered by putting the same load on each contender. */
export interface Question<S extends Session = Session> {
  readonly name: string
  readonly asks: string
  /** What the figures are and how they come about. */
  readonly method: string
  /** Measured in turns, in this order. */
  readonly contenders: readonly string[]
  readonly rows: readonly Row[]
  /** Rounds, if it is not the usual number. */
  readonly rounds?: number
  /** Done once, before all rounds, in a process of its own. */
  prepare?(session: S): Promise<void>
  /** Done once for each contender and round, in a process of its own. */
  measure(contender: string, session: S): Promise<Readings>
}

export const own = 'crochet'
