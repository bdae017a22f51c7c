import { expect, test } from 'vitest'
import slugGenerator from '../../examples/modules/slug-generator/index.ts'
import { exampleApp } from './example-app.ts'

const withSettings = (settings: object = {}) => ({
  'slug-generator': { module: slugGenerator, collections: { posts: settings } },
})

test('a new document gets a slug, through every door; the second of a name gets a number', async () => {
  await using at = await exampleApp(withSettings())
  const token = await at.login()
  const { doc } = (await at.ask('POST', '/posts', { data: { title: 'Été à la Côte!' }, token })).body
  expect(doc.slug).toBe('ete-a-la-cote')
  const second = await at.app.create({ collection: 'posts', data: { title: 'Ete a la cote' } })
  expect(second['slug']).toBe('ete-a-la-cote-2')
  const query = { query: 'mutation { createPost(data: { title: "Été à la côte" }) { slug } }' }
  const answer = (await at.ask('POST', '/graphql', { data: query, token })).body
  expect(answer).toMatchObject({ data: { createPost: { slug: 'ete-a-la-cote-3' } } })
})

test('twenty of a name are counted, further ones get something by chance', async () => {
  await using at = await exampleApp(withSettings())
  const slugs: unknown[] = []
  for (let n = 0; n < 23; n++) slugs.push((await at.app.create({ collection: 'posts', data: { title: 'A' } }))['slug'])
  expect(slugs.slice(0, 3)).toEqual(['a', 'a-2', 'a-3'])
  expect(slugs[19]).toBe('a-20')
  expect(new Set(slugs).size).toBe(23)
})

test('it stays when the title changes, unless an empty one is sent', async () => {
  await using at = await exampleApp(withSettings())
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
  const update = async (data: object) => (await at.app.update({ collection: 'posts', id, data }))['slug']
  expect(await update({ title: 'Two' })).toBe('one')
  expect(await update({ slug: '' })).toBe('two')
  expect(await update({ slug: 'my-own' })).toBe('my-own')
  expect(await update({ title: 'Two', slug: null })).toBe('two')
})

test('with `follow` it changes with the title, and stays its own when that is the same', async () => {
  await using at = await exampleApp(withSettings({ follow: true }))
  const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
  const update = async (data: object) => (await at.app.update({ collection: 'posts', id, data }))['slug']
  expect(await update({ title: 'Two' })).toBe('two')
  expect(await update({ title: 'Two ' })).toBe('two')
})

test('its own hook point is like any other: typed, in order, with a say in the result and a veto', async () => {
  await using at = await exampleApp(withSettings())
  at.app.hooks.on('slug:beforeGenerate', { id: 'year', handler: ({ text, collection }) => `${collection} ${text}` })
  at.app.hooks.on('slug:beforeGenerate', {
    after: 'year',
    handler: ({ text }) => {
      if (text.endsWith('admin')) throw new Error('not this one')
    },
  })
  // @ts-expect-error What is no text is no slug.
  at.app.hooks.off('slug:beforeGenerate', () => 1)
  expect((await at.app.create({ collection: 'posts', data: { title: 'One' } }))['slug']).toBe('posts-one')
  await expect(at.app.create({ collection: 'posts', data: { title: 'admin' } })).rejects.toThrow('not this one')
  expect(at.app.hooks.explain('slug:beforeGenerate').map(({ id }) => id)[0]).toBe('year')
})

test('a collection that there is not stops the boot, by name', async () => {
  const modules = { 'slug-generator': { module: slugGenerator, collections: { pots: {} } } }
  await expect(exampleApp(modules)).rejects.toThrow('There is no collection "pots"')
})
