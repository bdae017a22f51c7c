import type { Question } from '../../question.ts'
import { createPost, openApp } from '../app.ts'

export const start: Question = {
  name: 'start',
  asks: 'A write is committed: how long until its background handler begins?',
  method:
    'From when the call that wrote has returned, which is when the commit is on disk, until the handler is called with the document loaded afresh, in the same process with nothing else to do. A handler that began before the call returned counts as 0.',
  contenders: ['crochet'],
  rows: [
    { key: 'p50', label: 'p50', unit: 'ms', bars: [{ most: 5 }] },
    { key: 'p99', label: 'p99', unit: 'ms' },
  ],

  async measure(_contender, session) {
    const writes = session.quick ? 200 : 1_000
    let began = Promise.withResolvers<number>()
    const handler = (): void => began.resolve(performance.now())
    const hooks = { afterChange: [{ id: 'index', mode: 'background', handler }] }
    await using app = await openApp(await session.scratch(), hooks)
    const worker = app.jobs.work()
    const waits: number[] = []
    for (let number = 0; number < writes; number++) {
      began = Promise.withResolvers()
      await createPost(app, number)
      const committed = performance.now()
      waits.push(Math.max(0, (await began.promise) - committed))
      await worker.idle()
    }
    waits.sort((a, b) => a - b)
    const at = (part: number): number => waits[Math.floor(waits.length * part)] ?? Number.NaN
    return { p50: at(0.5), p99: at(0.99) }
  },
}
