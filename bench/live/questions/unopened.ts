import { randomInt } from 'node:crypto'
import { median } from '../../statistics.ts'
import type { Question } from '../../question.ts'
import { openLive, pages } from '../open-live.ts'

const documents = 10_000
/** Bulks of each until the code is compiled. */
const warmUp = 10

export const unopened: Question = {
  name: 'unopened',
  asks: `What do ${documents.toLocaleString('en')} documents cost that nobody opens, because their collection is live?`,
  method:
    'Two equal collections, one of them live, are written to by bulks of 100, one bulk each in turn; which one goes first is drawn, since SQLite writes its log back after so many bulks, which would always fall to the same one. Ratios of neighbouring bulks, the first ones left out; then what the memory of the server has of the documents, which must be nothing.',
  contenders: ['crochet'],
  rows: [
    { key: 'thread', label: 'main thread to write them, live to not live', unit: '×', bars: [{ most: 1.1 }] },
    { key: 'ratio', label: 'time to write them, live to not live', unit: '×', bars: [{ most: 1.1 }] },
    { key: 'open', label: 'of them in memory', unit: 'documents', bars: [{ most: 0 }] },
  ],

  async measure(_contender, session) {
    const plain = { ...pages, slug: 'plain', live: false }
    await using opened = await openLive(await session.scratch(), [pages, plain])
    const { content, server } = opened
    const bulk = async (collection: string): Promise<{ thread: number; wall: number }> => {
      const [thread, wall] = [process.threadCpuUsage(), performance.now()]
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          content.create({ collection, data: { title: `Page ${index}`, views: index } }),
        ),
      )
      const { user, system } = process.threadCpuUsage(thread)
      return { thread: user + system, wall: performance.now() - wall }
    }
    const ratios: { thread: number[]; wall: number[] } = { thread: [], wall: [] }
    const bulks = (session.quick ? documents / 4 : documents) / 100
    for (let turn = -warmUp; turn < bulks; turn++) {
      const isFirst = randomInt(2) === 0
      const before = isFirst ? undefined : await bulk('plain')
      const live = await bulk('pages')
      const notLive = before ?? (await bulk('plain'))
      if (turn < 0) continue
      ratios.thread.push(live.thread / notLive.thread)
      ratios.wall.push(live.wall / notLive.wall)
    }
    return { thread: median(ratios.thread), ratio: median(ratios.wall), open: server.getDocumentsCount() }
  },
}
