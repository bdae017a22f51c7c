import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import searchIndex from '../../examples/modules/search-index/index.ts'
import { FullText } from '../../examples/modules/search-index/full-text.ts'
import { exampleApp, type ExampleApp } from './example-app.ts'

const modules = { 'search-index': { module: searchIndex, collections: { posts: ['title', 'body'] } } }

const titles = async (at: ExampleApp, q: string, token?: string): Promise<string[]> => {
  const { body } = await at.ask('GET', `/search?q=${encodeURIComponent(q)}`, token === undefined ? {} : { token })
  return body.results.map(({ doc }: { doc: { title: string } }) => doc.title)
}

test('finds words without case and marks, the last one by its beginning, the best first', async () => {
  await using at = await exampleApp(modules)
  for (const data of [
    { title: 'Été à Paris', body: 'A long summer.' },
    { title: 'Winter', body: 'Not the summer, but colder: it takes many more words until it ends.' },
  ]) {
    await at.app.create({ collection: 'posts', data })
  }
  expect(await titles(at, 'ete')).toEqual(['Été à Paris'])
  expect(await titles(at, 'summ')).toEqual(['Été à Paris', 'Winter'])
  expect(await titles(at, 'winter summ')).toEqual(['Winter'])
  expect(await titles(at, 'spring')).toEqual([])
})

test.for(['', '"', 'a AND', 'NEAR(', '*', "'; DROP TABLE texts", 'x'.repeat(5000)])(
  'takes "%s" for words',
  async (q) => {
    await using at = await exampleApp(modules)
    expect(await titles(at, q)).toEqual([])
  },
)

test('follows changes and deletions, and nothing that was rolled back', async () => {
  await using at = await exampleApp(modules)
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'Apples' } })
  await at.app.update({ collection: 'posts', id, data: { title: 'Pears' } })
  expect([await titles(at, 'apples'), await titles(at, 'pears')]).toEqual([[], ['Pears']])
  await at.app.delete({ collection: 'posts', id })
  expect(await titles(at, 'pears')).toEqual([])
  at.app.hooks.on('posts:afterOperation', ({ operation }) => {
    if (operation === 'create') throw new Error('no')
  })
  await expect(at.app.create({ collection: 'posts', data: { title: 'Plums' } })).rejects.toThrow('no')
  expect(await titles(at, 'plums')).toEqual([])
})

test('answers with what the one who asks may read', async () => {
  await using at = await exampleApp(modules)
  await at.app.create({ collection: 'posts', data: { title: 'Plan', secret: true } })
  await at.app.create({ collection: 'posts', data: { title: 'Plan for all' } })
  expect(await titles(at, 'plan')).toEqual(['Plan for all'])
  expect((await titles(at, 'plan', await at.login())).toSorted()).toEqual(['Plan', 'Plan for all'])
})

test('a field with a rule for reading is refused: its words would tell what it holds', async () => {
  const collections = [
    { slug: 'posts', fields: [{ name: 'title', type: 'text' as const, access: { read: () => false } }] },
    { slug: 'users', auth: true, fields: [] },
  ]
  const settings = { 'search-index': { module: searchIndex, collections: { posts: ['title'] } } }
  await expect(exampleApp(settings, { config: { collections } })).rejects.toThrow('rule for reading')
})

test('is there again after a restart, and made again by a command, after a crash or when other fields are asked for', async () => {
  const root = await mkdtemp(join(tmpdir(), 'crochet-search-'))
  const file = join(root, 'data/search.db')
  try {
    {
      await using at = await exampleApp(modules, { root })
      await at.app.create({ collection: 'posts', data: { title: 'Apples' } })
      clearAndCrash(file)
      expect(await titles(at, 'apples')).toEqual([])
      expect(await at.command('search-index', 'search:rebuild')).toContain('1 documents')
      expect(await titles(at, 'apples')).toEqual(['Apples'])
    }
    {
      await using at = await exampleApp(modules, { root })
      expect(await titles(at, 'apples')).toEqual(['Apples'])
    }
    clearAndCrash(file)
    {
      await using at = await exampleApp(modules, { root })
      expect(await titles(at, 'apples')).toEqual(['Apples'])
    }
    const other = { 'search-index': { module: searchIndex, collections: { posts: ['body'] } } }
    await using at = await exampleApp(other, { root })
    expect(await titles(at, 'apples')).toEqual([])
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})

/** What a process leaves that is killed before it has written the words. */
function clearAndCrash(file: string): void {
  new FullText(file, 'never finished').clear()
}
