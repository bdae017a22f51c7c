import { median } from '../../statistics.ts'
import type { Question } from '../../question.ts'
import { openLive, pages } from '../open-live.ts'

const documents = 10_000

export const unopened: Question = {
  name: 'unopened',
  asks: `What do ${documents.toLocaleString('en')} documents cost that nobody opens, because their collection is live?`,
  method:
    'Two equal collections, one of them live, are written to in turns by bulks of 100; the ratio of the times of neighbouring bulks. Then what the journal and the memory of the server have of them: both must be nothing.',
  contenders: ['crochet'],
  rows: [
    { key: 'ratio', label: 'time to write them, live to not live', unit: '×', bars: [{ most: 1.1 }] },
    { key: 'open', label: 'of them in memory', unit: 'documents', bars: [{ most: 0 }] },
  ],

  async measure(_contender, session) {
    const plain = { ...pages, slug: 'plain', live: false }
    await using opened = await openLive(await session.scratch(), [pages, plain])
    const { content, server } = opened
    const bulk = async (collection: string): Promise<number> => {
      const start = performance.now()
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          content.create({ collection, data: { title: `Page ${index}`, views: index } }),
        ),
      )
      return performance.now() - start
    }
    const ratios: number[] = []
    const bulks = (session.quick ? documents / 10 : documents) / 100
    for (let turn = 0; turn < bulks; turn++) {
      const order = turn % 2 === 0 ? ['pages', 'plain'] : ['plain', 'pages']
      const times = new Map<string, number>()
      for (const collection of order) times.set(collection, await bulk(collection))
      ratios.push((times.get('pages') ?? NaN) / (times.get('plain') ?? NaN))
    }
    return { ratio: median(ratios), open: server.getDocumentsCount() }
  },
}
