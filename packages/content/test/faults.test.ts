import { StorageError } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, Content, ContentConfig, Doc, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

/**
 * Storage calls that fail, one after the other: the first, the second, and so on until a run makes fewer calls; and then every
 * N-th call, for each N. After each run: what was answered is stored, what was refused has left nothing, and the next write succeeds.
 */

const fields: CollectionConfig['fields'] = [
  { name: 'title', type: 'text' },
  { name: 'views', type: 'number' },
]
const related: CollectionConfig['fields'] = [
  { name: 'related', type: 'relationship', relationTo: 'posts', hasMany: true },
]
const collection = (slug: string, hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  slug,
  access: open,
  hooks,
  fields: slug === 'posts' ? [...fields, ...related] : fields,
})

/** Titles and views of everything that is stored; `lists` has what each post is related to. */
type State = Record<'posts' | 'tags' | 'settings' | 'lists', string[]>

/** `ok` with what was answered, or that it was refused. */
type Outcome = { readonly ok: true; readonly answer: Untyped } | { readonly ok: false }

interface Scenario {
  readonly name: string
  readonly posts?: (content: () => Content, notes: string[]) => CollectionConfig['hooks']
  run(content: Content): Promise<unknown>
  /** What must be stored after a success; after a refusal it must be what was there before. */
  after(answer: Untyped, notes: readonly string[]): Partial<State>
}

const before: State = { posts: ['A 1', 'B 2', 'C 3'], tags: [], settings: ['old null'], lists: ['p1 p2', 'p2 p3'] }
const ids = ['p1', 'p2', 'p3']
const id = 'p1'
const tag = async (content: () => Content, title = 'T'): Promise<Doc> =>
  content().create({ collection: 'tags', data: { title } })
const bulk = (content: Content, onError: 'continue' | 'abort'): Promise<unknown> =>
  content.update({ collection: 'posts', where: {}, data: { views: 9 }, onError })
const refuseB = ({ doc }: Untyped): void => {
  if (doc.title === 'B') throw new Error('not B')
}

const scenarios: readonly Scenario[] = [
  {
    name: 'create',
    run: (content) => content.create({ collection: 'posts', data: { title: 'N', views: 4 } }),
    after: () => ({ posts: [...before.posts, 'N 4'] }),
  },
  {
    name: 'update',
    run: (content) => content.update({ collection: 'posts', id, data: { views: 9 } }),
    after: () => ({ posts: ['A 9', 'B 2', 'C 3'] }),
  },
  {
    name: 'an update of a list',
    run: (content) => content.update({ collection: 'posts', id, data: { views: 9, related: ['p3', 'p2'] } }),
    after: () => ({ posts: ['A 9', 'B 2', 'C 3'], lists: ['p1 p2', 'p1 p3', 'p2 p3'] }),
  },
  {
    name: 'a deletion of what lists refer to',
    run: (content) => content.delete({ collection: 'posts', id: 'p2' }),
    after: () => ({ posts: ['A 1', 'C 3'], lists: [] }),
  },
  {
    name: 'delete',
    run: (content) => content.delete({ collection: 'posts', id }),
    after: () => ({ posts: ['B 2', 'C 3'], lists: ['p2 p3'] }),
  },
  {
    name: 'a create nested in afterChange',
    posts: (content) => ({ afterChange: [async () => void (await tag(content))] }),
    run: (content) => content.update({ collection: 'posts', id, data: { views: 9 } }),
    after: () => ({ posts: ['A 9', 'B 2', 'C 3'], tags: ['T null'] }),
  },
  {
    name: 'a nested create that a hook catches',
    posts: (content, notes) => ({
      beforeChange: [
        async () => {
          await tag(content, 'early').then(
            () => notes.push('early null'),
            () => undefined,
          )
        },
      ],
      afterChange: [
        async () => {
          await tag(content, 'late').then(
            () => notes.push('late null'),
            () => undefined,
          )
        },
      ],
    }),
    run: (content) => content.update({ collection: 'posts', id, data: { views: 9 } }),
    after: (_answer, notes) => ({ posts: ['A 9', 'B 2', 'C 3'], tags: [...notes] }),
  },
  {
    name: 'a bulk update that goes on',
    posts: (content) => ({ afterChange: [refuseB, async () => void (await tag(content))] }),
    run: (content) => bulk(content, 'continue'),
    after: (answer) => {
      expect(answer).toMatchObject({ docs: [{ title: 'A' }, { title: 'C' }], errors: [{ id: 'p2' }] })
      return { posts: ['A 9', 'B 2', 'C 9'], tags: ['T null', 'T null'] }
    },
  },
  {
    name: 'a bulk update that aborts',
    posts: (content) => ({ afterChange: [async () => void (await tag(content))] }),
    run: (content) => bulk(content, 'abort'),
    after: () => ({ posts: ['A 9', 'B 9', 'C 9'], tags: ['T null', 'T null', 'T null'] }),
  },
  {
    name: 'the update of a global',
    run: (content) => content.updateGlobal({ slug: 'settings', data: { title: 'new' } }),
    after: () => ({ settings: ['new null'] }),
  },
  {
    name: 'observers of afterCommit that write',
    posts: (content, notes) => ({
      afterCommit: [
        async () => {
          await tag(content)
          notes.push('T null')
        },
      ],
    }),
    run: (content) => content.update({ collection: 'posts', id, data: { views: 9 } }),
    after: (_answer, notes) => ({ posts: ['A 9', 'B 2', 'C 3'], tags: [...notes] }),
  },
  {
    name: 'two writers at once',
    posts: () => ({
      beforeChange: [async ({ data, originalDoc }) => ({ ...data, views: originalDoc?.['views'] + 10 })],
    }),
    run: (content) =>
      Promise.all(
        [id, id].map((each) =>
          content.update({ collection: 'posts', id: each, data: {} }).then(
            () => 10,
            () => 0,
          ),
        ),
      ),
    after: ([first, second]) => ({ posts: [`A ${1 + first + second}`, 'B 2', 'C 3'] }),
  },
]

test.each(scenarios)('$name: whichever call fails, nothing is stored by half', async (scenario) => {
  await using bench = await openBench(scenario)
  let failed = 0
  for (let call = 1; ; call++) {
    const { hit } = await bench.attempt((index) => index === call)
    if (!hit) break
    failed++
  }
  expect(failed).toBeGreaterThan(2)
})

test.each(scenarios)('$name: every N-th call fails, for each N', async (scenario) => {
  await using bench = await openBench(scenario)
  for (let step = 1; ; step++) {
    const { hit } = await bench.attempt((index) => index % step === 0)
    if (!hit) break
  }
})

interface Bench extends AsyncDisposable {
  /** Runs the scenario while the calls that `fails` picks fail. @returns whether there was one */
  attempt(fails: (index: number) => boolean): Promise<{ hit: boolean }>
}

async function openBench(scenario: Scenario): Promise<Bench> {
  const notes: string[] = []
  let fails = (_index: number): boolean => false
  let made = 0
  let hit = false
  const config: ContentConfig = {
    collections: [collection('posts', scenario.posts?.(() => app.content, notes) ?? {}), collection('tags')],
    globals: [{ slug: 'settings', access: { read: () => true, update: () => true }, fields }],
  }
  const app: Opened = await openContent(config, {
    wrap: (documents) =>
      watched(documents, (call) => {
        if (!fails(++made)) return
        hit = true
        throw new StorageError('STORAGE_IO', { file: call })
      }),
  })
  return {
    async attempt(picks) {
      await reset(app)
      app.fired()
      notes.length = 0
      made = 0
      hit = false
      fails = picks
      const outcome = await scenario.run(app.content).then(
        (answer): Outcome => ({ ok: true, answer }),
        (): Outcome => ({ ok: false }),
      )
      fails = () => false
      const expected = outcome.ok ? { ...before, ...scenario.after(outcome.answer, notes) } : before
      expect(await stateOf(app)).toEqual(expected)
      checkObservers(app.fired(), outcome)
      // Nobody is left holding the turn to write.
      await app.content.create({ collection: 'tags', data: { title: 'next' } })
      return { hit }
    },
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}

/** What was refused has told nobody that it is committed. */
function checkObservers(fired: readonly string[], outcome: Outcome): void {
  if (!outcome.ok) expect(fired.filter((name) => name.endsWith('afterCommit'))).toEqual([])
}

async function reset({ storage }: Opened): Promise<void> {
  await using transaction = await storage.documents.transaction()
  for (const table of ['posts', 'tags', 'globals/settings']) {
    for (const row of await transaction.find(table)) await transaction.delete(table, String(row['id']))
  }
  for (const [index, title] of ['A', 'B', 'C'].entries()) {
    await transaction.insert('posts', { id: ids[index], title, views: index + 1 })
  }
  await transaction.insert('posts/related', { id: 'p1/0', owner: 'p1', position: 0, value: 'p2' })
  await transaction.insert('posts/related', { id: 'p2/0', owner: 'p2', position: 0, value: 'p3' })
  await transaction.insert('globals/settings', { id: 'settings', title: 'old' })
  await transaction.commit()
}

async function stateOf({ storage }: Opened): Promise<State> {
  const read = async (table: string): Promise<string[]> =>
    (await storage.documents.find(table)).map((row) => `${row['title']} ${row['views']}`).sort()
  const lists = await storage.documents.find('posts/related')
  return {
    posts: await read('posts'),
    tags: await read('tags'),
    settings: await read('globals/settings'),
    lists: lists.map((row) => `${row['owner']} ${row['value']}`).sort(),
  }
}
