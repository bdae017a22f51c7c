import { setTimeout as delay } from 'node:timers/promises'
import type { Question } from '../../question.ts'
import { openApp } from '../app.ts'

export const idle: Question = {
  name: 'idle',
  asks: 'A worker has nothing to do: what does it cost?',
  method:
    'CPU time of a process with an application and a worker that wait, as a part of the time that passes; `without` has no worker. Nothing is due; one job is, an hour from now.',
  contenders: ['crochet', 'without'],
  rows: [{ key: 'cpu', label: 'CPU', unit: '%', bars: [{ most: 0.5 }] }],

  async measure(contender, session) {
    const tasks = [{ slug: 'later', handler: () => {} }]
    await using app = await openApp(await session.scratch(), {}, { tasks })
    await app.jobs.queue({ task: 'later', runAt: Date.now() + 3_600_000 })
    if (contender === 'crochet') await app.jobs.work().idle()
    await delay(500)
    const seconds = session.seconds(10)
    const before = process.cpuUsage()
    await delay(seconds * 1_000)
    const { user, system } = process.cpuUsage(before)
    return { cpu: ((user + system) / 1e6 / seconds) * 100 }
  },
}
