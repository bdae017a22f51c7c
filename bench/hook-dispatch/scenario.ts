import type { Contender } from './contender.ts'
import type { Handlers } from './handlers.ts'

/** Contenders that are measured together, in one process, in turns. */
export interface Scenario {
  readonly name: string
  contenders(handlers: Handlers): Contender[] | Promise<Contender[]>
}
