/**
 * How much does the collaboration server carry, how fast, at what cost: beside Hocuspocus and beside relays that only forward?
 *
 * `npm run bench -- realtime` asks all questions. Options are those of `../contest.ts`.
 */
import { hold } from '../contest.ts'
import { questions } from './questions.ts'

await hold({
  name: 'realtime',
  question:
    'How much does the collaboration server carry, how fast and at what cost, beside Hocuspocus and beside relays that only forward?',
  questions,
  method: [
    'Each figure comes from a fresh pair of processes, a server and a generator of load; contenders take turns (A B C, B C A, …).',
    'Figures are medians over the rounds; ratios compare figures of the same round, then the median is taken. The load speaks the',
    'protocol by hand on TCP sockets, up to 2,000 of them. Every client checks that each letter of everybody else arrives exactly once',
    'and in order, every writer that each update is acknowledged exactly once; at the end a new client reads some of the documents,',
    'which must be what was written. A failed check ends the measurement. Processor time is that of the server process (all threads,',
    'user and system) until the last update has arrived and is acknowledged. Crochet runs with a journal (SQLite, synced before it',
    'acknowledges) and its default limits; Hocuspocus in its defaults, storing nothing; `relay-send` forwards each frame with the',
    '`send` of `ws`; `relay-batch` frames once for all and writes all frames of an event-loop turn at once to each receiver.',
  ].join('\n'),
})
