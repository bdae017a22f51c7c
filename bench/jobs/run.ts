/**
 * What does work that leaves the request cost, and how soon and how fast is it done?
 *
 * `npm run bench -- jobs` asks all questions. Options are those of `../contest.ts`.
 */
import { hold } from '../contest.ts'
import { questions } from './questions.ts'

await hold({
  name: 'jobs',
  question: 'What does work that leaves the request cost, and how soon and how fast is it done?',
  questions,
  method: [
    'Each figure comes from a process of its own with a database of its own; contenders take turns. Figures are medians over the rounds;',
    'ratios compare figures of the same round, then the median is taken. `crochet` is the application with its queue on SQLite in its',
    'defaults (WAL, `synchronous=FULL`), as built; `without` is the same application with the handler inline and empty. What ran is counted;',
    'a failed check ends the measurement.',
  ].join('\n'),
})
