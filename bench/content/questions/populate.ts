import { join } from 'node:path'
import { StatementSync } from 'node:sqlite'
import type { CollectionConfig } from '@crochet/content'
import type { Question } from '../../question.ts'
import { openContent } from '../contenders/crochet.ts'
import { rate } from '../measure.ts'

const documents = 100

const collections: CollectionConfig[] = [
  { slug: 'teams', fields: [{ name: 'name', type: 'text' }] },
  {
    slug: 'people',
    fields: [
      { name: 'name', type: 'text' },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
    ],
  },
  { slug: 'topics', fields: [{ name: 'name', type: 'text' }] },
  {
    slug: 'articles',
    fields: [
      { name: 'title', type: 'text' },
      { name: 'author', type: 'relationship', relationTo: 'people' },
      { name: 'topics', type: 'relationship', relationTo: 'topics', hasMany: true },
    ],
  },
]

export const populate: Question = {
  name: 'populate',
  asks: `${documents} documents, each with an author and three topics, each author with a team: how many statements does it take to read all of that with depth 2?`,
  method: `\`find\` with limit ${documents} and depth 2; ten authors, five teams, twenty topics. Statements are counted where they are handed to SQLite. Every document answered is checked down to the team.`,
  contenders: ['crochet'],
  rows: [
    { key: 'statements', label: 'statements', unit: '', bars: [{ most: 4 }] },
    { key: 'each', label: 'time for all', unit: 'µs' },
  ],

  async measure(_contender, session) {
    const { content, close } = await openContent(join(await session.scratch(), 'crochet.db'), collections)
    const make = async (collection: string, count: number, data: (index: number) => object): Promise<string[]> => {
      const all = Array.from({ length: count }, (_, index) => content.create({ collection, data: { ...data(index) } }))
      return (await Promise.all(all)).map(({ id }) => id as string)
    }
    const teams = await make('teams', 5, (index) => ({ name: `Team ${index}` }))
    const people = await make('people', 10, (index) => ({ name: `Author ${index}`, team: teams[index % 5] }))
    const topics = await make('topics', 20, (index) => ({ name: `Topic ${index}` }))
    const topicsOf = (index: number): unknown[] => [0, 1, 2].map((more) => topics[(index + more * 7) % 20])
    await make('articles', documents, (index) => ({
      title: `${index}`,
      author: people[index % 10],
      topics: topicsOf(index),
    }))

    const read = async (): Promise<void> => {
      const { docs } = await content.find({ collection: 'articles', limit: documents, depth: 2 })
      if (docs.length !== documents) throw new Error(`${docs.length} articles came back`)
      for (const { title, author, topics: about } of docs) {
        const index = Number(title)
        const isRight =
          author?.team?.name === `Team ${(index % 10) % 5}` && about?.[1]?.name === `Topic ${(index + 7) % 20}`
        if (!isRight) throw new Error(`article ${title} came back as ${JSON.stringify({ author, about })}`)
      }
    }
    const statements = await counted(read)
    const { each } = await rate({ seconds: session.seconds(1) }, read)
    await close()
    return { statements, each }
  },
}

/** How many statements are handed to SQLite while it runs. */
async function counted(run: () => Promise<void>): Promise<number> {
  const { all, get } = StatementSync.prototype
  let count = 0
  const counting = <F extends (...about: never[]) => unknown>(method: F): F =>
    function (this: StatementSync, ...about: Parameters<F>) {
      count += 1
      return Reflect.apply(method, this, about)
    } as F
  Object.assign(StatementSync.prototype, { all: counting(all), get: counting(get) })
  try {
    await run()
    return count
  } finally {
    Object.assign(StatementSync.prototype, { all, get })
  }
}
