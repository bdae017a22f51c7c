/**
 * What do the operations of the content engine cost, beside Payload and beside prepared statements by hand?
 *
 * `npm run bench -- content` asks all questions. Options are those of `../contest.ts`.
 */
import { hold } from '../contest.ts'
import { questions } from './questions.ts'

await hold({
  name: 'content',
  question: 'What do the operations of the content engine cost, beside Payload and beside prepared statements by hand?',
  questions,
  method: [
    'Each figure comes from a process of its own with a database of its own; contenders take turns (A B C, B C A, …). Figures are',
    'medians over the rounds; ratios compare figures of the same round, then the median is taken. Local APIs are called by the process',
    'that they run in. What is answered is compared with what was written; a failed check ends the measurement. Crochet is the content',
    'engine on SQLite in its defaults (WAL, `synchronous=FULL`: what is acknowledged is on disk), as built; Payload 3.90.2 runs with',
    '`@payloadcms/db-sqlite` in its defaults; `floor` is the same work by hand: prepared statements on `node:sqlite`, rows made into',
    'documents, nothing around them, the same tables and the same sync level as Crochet.',
  ].join('\n'),
})
