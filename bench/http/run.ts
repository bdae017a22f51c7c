/**
 * What does a request cost over HTTP, beside Payload's own handler and beside a bare fastify route over a prepared statement?
 *
 * `npm run bench -- http` asks all questions. Options are those of `../contest.ts`.
 */
import { hold } from '../contest.ts'
import { questions } from './questions.ts'

await hold({
  name: 'http',
  question:
    'What does a request cost over HTTP, beside Payload and beside a bare fastify route over a prepared statement?',
  questions,
  method: [
    'Each server is a process of its own with a database of its own; the load comes from another process (autocannon, keep-alive',
    'connections, one request after the other on each). Contenders take turns (A B C, B C A, …). Figures are medians over the rounds;',
    'ratios compare figures of the same round, then the median is taken. Before the load every kind of answer is compared with what was',
    'written; during it an answer with another status or without what it must hold ends the measurement. Crochet is the content engine',
    'behind its HTTP door on SQLite in its defaults (WAL, `synchronous=FULL`), as built; Payload 3.90.2 is called by its own',
    '`handleEndpoints` from `node:http`, with `@payloadcms/db-sqlite` in its defaults, its GraphQL by its generated schema; `floor` is',
    'a fastify route over prepared statements on `node:sqlite`, same tables, same sync level as Crochet, nothing else.',
  ].join('\n'),
})
