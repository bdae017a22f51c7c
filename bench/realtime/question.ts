import type { Question as AnyQuestion } from '../question.ts'
import type { ServerSession } from './session.ts'

export type { Readings, Row } from '../question.ts'

/** One question about servers. */
export type Question = AnyQuestion<ServerSession>
