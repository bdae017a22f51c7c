import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Doc, Untyped } from '../src/index.ts'
import { openContent, type Opened } from './open-content.ts'
import { documents, questions, type Question } from './select-arbitraries.ts'
import { answer, readable, type World } from './select-reference.ts'
import { collections } from './select-world.ts'

/** Puts ids in the place of numbers of documents; of none where there is none yet. */
function resolve(value: Untyped, world: World): Untyped {
  if (Array.isArray(value)) return value.map((each) => resolve(each, world)).filter((each) => each !== null)
  if (typeof value !== 'object' || value === null) return value
  if (!('of' in value && 'slug' in value)) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolve(each, world)]))
  }
  const docs = world.get(value.slug) ?? []
  const id = docs[value.of % Math.max(docs.length, 1)]?.['id'] ?? null
  return value.pair && id !== null ? { relationTo: value.slug, value: id } : id
}

async function fill({ content }: Opened, made: readonly { slug: string; data: Untyped }[]): Promise<World> {
  const world = new Map<string, Doc[]>()
  for (const { slug } of collections) {
    await content.delete({ collection: slug, where: {} })
    world.set(slug, [])
  }
  for (const { slug, data } of made) {
    const options = { collection: slug, depth: 0, joins: false, showHiddenFields: true } as const
    world.get(slug)?.push(await content.create({ ...options, data: resolve(data, world) }))
  }
  return world
}

const byID = (a: Doc, b: Doc): number => (a['id'] < b['id'] ? -1 : 1)

/** The time of each change is later than that of the one before: that it is there counts, not what it is. */
const timeless = (docs: readonly Doc[]): Doc[] =>
  JSON.parse(JSON.stringify(docs), (key, value) => (key === 'updatedAt' && value !== null ? 'a time' : value)) as Doc[]

/** Every way to be answered with documents of a collection, each with the whole collection. */
async function ways({ content }: Opened, question: Question, ids: readonly string[]): Promise<Record<string, Doc[]>> {
  const { slug: collection, select, populate, depth, role, showHiddenFields } = question
  const user = role === 'system' ? {} : { user: { id: role, role } }
  const options = { collection, select, populate, depth, showHiddenFields, ...user }
  const each = (one: (id: string) => Promise<Doc>): Promise<Doc[]> => Promise.all(ids.map(one))
  return {
    find: (await content.find({ ...options, sort: 'id' })).docs,
    findByID: await each((id) => content.findByID({ ...options, id })),
    update: await each((id) => content.update({ ...options, id, data: {} })),
    bulk: (await content.update({ ...options, where: { id: { in: ids } }, data: {} })).docs,
  }
}

test.each([
  ['SQLite', undefined],
  ['memory', 'memory:'],
])(
  'documents are answered with what is selected, populated and may be seen, as the reference says, on %s',
  async (_name, url) => {
    const storage = url === undefined ? {} : { url }
    const now = (): Date => new Date(0)
    await using app = await openContent({ collections }, { record: false, now, ...storage })
    const property = fc.asyncProperty(
      documents,
      fc.array(questions, { minLength: 5, maxLength: 20 }),
      async (made, asked) => {
        const world = await fill(app, made)
        for (const question of asked) {
          const about = { ...question, world }
          const docs = readable(question.slug, about)
          const expected = docs.map((doc) => answer(doc, question, about))
          const ids = docs.map(({ id }) => String(id))
          const answers = Object.entries(await ways(app, question, ids))
          for (const [way, found] of answers) {
            expect({ [way]: timeless(found.toSorted(byID)) }).toEqual({ [way]: timeless(expected) })
          }
        }
      },
    )
    await fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 25) })
  },
  120_000,
)
