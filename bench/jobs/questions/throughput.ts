import { timed } from '../../content/measure.ts'
import type { Question } from '../../question.ts'
import { openApp } from '../app.ts'

export const throughput: Question = {
  name: 'throughput',
  asks: 'Many small jobs wait: how many a second are done?',
  method:
    'Jobs whose handler does nothing, queued before, by one worker in the process with its defaults (50 at once). Every claim and every end is on disk; those of one round share a commit. As many are done at the end as were queued.',
  contenders: ['crochet'],
  rows: [{ key: 'done', label: 'done', unit: '/s', bars: [{ least: 2_000 }] }],

  async measure(_contender, session) {
    const jobs = session.quick ? 4_000 : 10_000
    let ran = 0
    const tasks = [{ slug: 'small', handler: () => void ran++ }]
    const retention = { done: { age: 86_400_000, count: jobs } }
    await using app = await openApp(await session.scratch(), {}, { tasks, retention })
    for (let first = 0; first < jobs; first += 500) {
      await Promise.all(
        Array.from({ length: 500 }, (_, n) => app.jobs.queue({ task: 'small', input: { n: first + n } })),
      )
    }
    const took = await timed(() => app.jobs.work().idle())
    const done = await app.jobs.count({ state: 'done' })
    if (ran !== jobs || done !== jobs) throw new Error(`${ran} of ${jobs} jobs ran, ${done} are done`)
    return { done: (jobs / took) * 1_000 }
  },
}
