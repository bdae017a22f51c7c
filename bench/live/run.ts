/**
 * What do documents cost that people edit together?
 *
 * `npm run bench -- live` asks all questions. Options are those of `../contest.ts`.
 */
import { hold } from '../contest.ts'
import { questions } from './questions.ts'

await hold({
  name: 'live',
  question:
    'What do documents of a collection cost that people edit together, and how fast is what they do to be seen?',
  questions,
  method: [
    'Each figure comes from a fresh process; figures are medians over the rounds. The server (content, collaboration server and live',
    'documents on one SQLite file, synced before it acknowledges, as an application wires them) runs in a process of its own where sockets',
    'are measured, and in the measuring process where the time of its main thread is. Nobody else has such documents to compare with: the',
    'bars are absolute, for a quiet machine.',
  ].join('\n'),
})
