import type { Question } from '../../question.ts'
import { contenders, type Id } from '../contender.ts'
import { rate } from '../measure.ts'
import { check, post, type Post } from '../post.ts'
import { stocked, type Stock } from '../stock.ts'

const documents = 640
const together = 32

export const writes: Question = {
  name: 'writes',
  asks: 'Creating and updating documents, one after the other and 32 at the same time: how many a second?',
  method: `Into ${documents} posts. An update changes a number. "${together} in flight" starts ${together} calls and waits for all of them; by hand they are ${together} statements in one transaction. Crochet and the floor sync every commit to disk (\`synchronous=FULL\`), Payload is in its defaults. Every answer is compared with what was sent, and some of what is stored at the end.`,
  contenders,
  rows: [
    { key: 'create', label: 'create, alone', unit: '/s', bars: [{ against: 'payload', least: 2 }] },
    { key: 'update', label: 'update, alone', unit: '/s', bars: [{ against: 'payload', least: 2 }] },
    { key: 'creates', label: `create, ${together} in flight`, unit: '/s', bars: [{ against: 'payload', least: 10 }] },
    { key: 'updates', label: `update, ${together} in flight`, unit: '/s', bars: [{ against: 'payload', least: 10 }] },
  ],

  async measure(contender, session) {
    const stock = await stocked(contender, session, documents)
    const { store, posts, ids } = stock
    const seconds = session.seconds(2)
    const written = new Map<Id, Post>(ids.map((id, index) => [id, posts[index] ?? post(index)]))
    let next = documents

    const create = await rate({ seconds }, async () => {
      const sent = post(next++)
      written.set(await store.create(sent), sent)
    })
    const creates = await rate({ seconds, count: together }, async () => {
      const sent = Array.from({ length: together }, () => post(next++))
      const made = await store.createTogether(sent)
      made.forEach((id, index) => written.set(id, sent[index] ?? post(0)))
    })
    const update = await rate({ seconds }, async (time) => {
      const index = (time * 77) % documents
      const expected = { ...(posts[index] ?? post(0)), views: time }
      check(await store.update(ids[index] ?? '', { views: time }), expected)
      written.set(ids[index] ?? '', expected)
    })
    const updates = await rate({ seconds, count: together }, async (time) => {
      const first = (time * together) % documents
      const some = ids.slice(first, first + together)
      await store.updateTogether(some, { views: time })
      some.forEach((id, index) => written.set(id, { ...(posts[first + index] ?? post(0)), views: time }))
    })

    await checkStored(stock, written)
    await store.close()
    return {
      create: create.perSecond,
      creates: creates.perSecond,
      update: update.perSecond,
      updates: updates.perSecond,
    }
  },
}

/** Every document counts, and some are read back. */
async function checkStored({ store }: Stock, written: ReadonlyMap<Id, Post>): Promise<void> {
  const { total } = await store.page(1)
  if (total !== written.size) throw new Error(`${total} posts are stored, ${written.size} were written`)
  let place = 0
  for (const [id, expected] of written) if (place++ % 37 === 0) check(await store.findByID(id), expected)
}
