/** One process of the benchmark: it asks one contender one question. */
import { answer, Session } from '../session.ts'
import { questions } from './questions.ts'

await answer(questions, (options) => new Session(options))
