import type { Question } from '../../question.ts'
import { contenders } from '../contender.ts'
import { rate } from '../measure.ts'
import { check } from '../post.ts'
import { stocked } from '../stock.ts'

const documents = 2_000
const pages = 20

export const findPage: Question = {
  name: 'find-page',
  asks: 'A page of ten documents, the newest first, with the number of all: how many a second?',
  method: `${documents.toLocaleString('en')} posts; one call after the other, the first ${pages} pages in turn. Every document is compared with what was written, the total with how many there are.`,
  contenders,
  rows: [
    { key: 'rate', label: 'pages', unit: '/s', bars: [{ against: 'payload', least: 10 }] },
    { key: 'each', label: 'time for one', unit: 'µs', bars: [{ against: 'floor', most: 3 }] },
  ],

  async measure(contender, session) {
    const { store, posts } = await stocked(contender, session, documents)
    const byTitle = new Map(posts.map((post) => [post.title, post]))
    const { perSecond, each } = await rate({ seconds: session.seconds(2) }, async (time) => {
      const { posts: found, total } = await store.page(1 + (time % pages))
      if (total !== documents || found.length !== 10) throw new Error(`${found.length} posts of ${total} came back`)
      for (const post of found) {
        const expected = byTitle.get(post.title)
        if (expected === undefined) throw new Error(`"${post.title}" came back, which nobody wrote`)
        check(post, expected)
      }
    })
    await store.close()
    return { rate: perSecond, each }
  },
}
