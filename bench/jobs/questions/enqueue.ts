import { rate } from '../../content/measure.ts'
import type { Question } from '../../question.ts'
import { createPost, openApp } from '../app.ts'

const together = 32

export const enqueue: Question = {
  name: 'enqueue',
  asks: 'A handler of `afterChange` runs in the background: what does that add to a write?',
  method: `Creates of a post, alone and ${together} at the same time, with a background handler (its job is written with the document) and with an empty inline one. Nothing works on the jobs meanwhile. As many jobs as documents are there at the end.`,
  contenders: ['crochet', 'without'],
  rows: [
    { key: 'alone', label: 'create, alone', unit: '/s', bars: [{ against: 'without', least: 0.9 }] },
    { key: 'together', label: `create, ${together} in flight`, unit: '/s' },
  ],

  async measure(contender, session) {
    const mode = contender === 'crochet' ? 'background' : 'inline'
    const hooks = { afterChange: [{ id: 'index', mode, handler: () => {} }] }
    await using app = await openApp(await session.scratch(), hooks)
    const seconds = session.seconds(4)
    let number = 0
    const alone = await rate({ seconds }, () => createPost(app, number++))
    const all = (): Promise<unknown> => Promise.all(Array.from({ length: together }, () => createPost(app, number++)))
    const inFlight = await rate({ seconds, count: together }, all)
    const jobs = await app.jobs.count()
    if (jobs !== (mode === 'background' ? number : 0)) throw new Error(`${jobs} jobs for ${number} documents`)
    return { alone: alone.perSecond, together: inFlight.perSecond }
  },
}
