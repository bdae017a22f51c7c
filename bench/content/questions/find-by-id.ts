import type { Question } from '../../question.ts'
import { contenders } from '../contender.ts'
import { rate } from '../measure.ts'
import { check } from '../post.ts'
import { stocked } from '../stock.ts'

const documents = 2_000

export const findByID: Question = {
  name: 'find-by-id',
  asks: 'One document by its id, through the Local API: how many a second?',
  method: `${documents.toLocaleString('en')} posts; one call after the other, ids in a mixed order. Every answer is compared with what was written.`,
  contenders,
  rows: [
    { key: 'rate', label: 'documents', unit: '/s', bars: [{ against: 'payload', least: 10 }] },
    { key: 'each', label: 'time for one', unit: 'µs', bars: [{ against: 'floor', most: 3 }] },
  ],

  async measure(contender, session) {
    const { store, posts, ids } = await stocked(contender, session, documents)
    const { perSecond, each } = await rate({ seconds: session.seconds(2) }, async (time) => {
      const index = (time * 773) % documents
      const expected = posts[index]
      if (expected !== undefined) check(await store.findByID(ids[index] ?? ''), expected)
    })
    await store.close()
    return { rate: perSecond, each }
  },
}
