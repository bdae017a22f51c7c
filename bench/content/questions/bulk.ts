import type { Question } from '../../question.ts'
import { median } from '../../statistics.ts'
import { contenders, open } from '../contender.ts'
import { timed } from '../measure.ts'
import { check, post } from '../post.ts'

const documents = 1_000
const shelves = 4

export const bulk: Question = {
  name: 'bulk',
  asks: 'A thousand documents that match a condition are updated, or deleted, in one call: how long does it take?',
  method: `${shelves} groups of ${documents.toLocaleString('en')} posts with the same title. Each group is updated and deleted; the median of each. The number of documents answered is checked, and what is stored.`,
  contenders,
  rows: [
    { key: 'update', label: 'update 1,000', unit: 'ms', bars: [{ against: 'payload', most: 0.1 }] },
    { key: 'delete', label: 'delete 1,000', unit: 'ms', bars: [{ against: 'payload', most: 0.1 }] },
  ],

  async measure(contender, session) {
    const store = await open(contender, await session.scratch())
    const shelf = async (name: string): Promise<void> => {
      for (let first = 0; first < documents; first += 50) {
        const some = Array.from({ length: 50 }, (_, index) => ({ ...post(first + index), title: name }))
        await store.createTogether(some)
      }
    }
    const update: number[] = []
    const remove: number[] = []
    for (let number = 0; number < shelves; number++) {
      const title = `shelf ${number}`
      await shelf(title)
      let changed = 0
      update.push(await timed(async () => (changed = await store.updateAll(title, { views: 5_000 + number }))))
      const { posts, total } = await store.page(1)
      if (changed !== documents || total !== documents) throw new Error(`${changed} of ${total} were updated`)
      for (const found of posts)
        check(found, { ...post(Number.parseInt(found.body, 10)), title, views: 5_000 + number })
      let gone = 0
      remove.push(await timed(async () => (gone = await store.deleteAll(title))))
      if (gone !== documents || (await store.page(1)).total !== 0) throw new Error(`${gone} were deleted`)
    }
    await store.close()
    return { update: median(update), delete: median(remove) }
  },
}
