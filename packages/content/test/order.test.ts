import { expect, test } from 'vitest'
import type { CollectionConfig, GlobalConfig } from '../src/index.ts'
import { openContent } from './open-content.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  fields: [
    { name: 'title', type: 'text' },
    { name: 'body', type: 'textarea' },
  ],
}
const settings: GlobalConfig = { slug: 'settings', fields: [{ name: 'motto', type: 'text' }] }

const written = [
  'posts:beforeOperation',
  'posts.title:beforeValidate',
  'posts.body:beforeValidate',
  'posts:beforeValidate',
  'posts:afterValidate',
  'posts:beforeChange',
  'posts.title:beforeChange',
  'posts.body:beforeChange',
  'posts.title:afterRead',
  'posts.body:afterRead',
  'posts:afterRead',
  'posts.title:afterChange',
  'posts.body:afterChange',
  'posts:afterChange',
  'posts:afterOperation',
  'posts:afterCommit',
  'afterCommit',
]
const fetched = ['posts:afterFetch', 'posts.title:afterRead', 'posts.body:afterRead', 'posts:afterRead']

test('a create and an update fire the same hook points, each once, in the documented order', async () => {
  await using app = await openContent({ collections: [posts] })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'One' } })
  expect(app.fired()).toEqual(written)
  await app.content.update({ collection: 'posts', id, data: { title: 'Two' } })
  expect(app.fired()).toEqual(written)
})

test('a find runs the document hooks for each document, one document after the other', async () => {
  await using app = await openContent({ collections: [posts] })
  await app.content.create({ collection: 'posts', data: { title: 'One' } })
  await app.content.create({ collection: 'posts', data: { title: 'Two' } })
  app.fired()
  await app.content.find({ collection: 'posts' })
  expect(app.fired()).toEqual([
    'posts:beforeOperation',
    'posts:beforeRead',
    ...fetched,
    ...fetched,
    'posts:afterOperation',
  ])
})

test('a find by id fires the read hooks once', async () => {
  await using app = await openContent({ collections: [posts] })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'One' } })
  app.fired()
  await app.content.findByID({ collection: 'posts', id })
  expect(app.fired()).toEqual(['posts:beforeOperation', 'posts:beforeRead', ...fetched, 'posts:afterOperation'])
})

test('a count lets beforeRead narrow the query and reads no document', async () => {
  await using app = await openContent({ collections: [posts] })
  await app.content.create({ collection: 'posts', data: { title: 'One' } })
  app.fired()
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 1 })
  expect(app.fired()).toEqual(['posts:beforeOperation', 'posts:beforeRead', 'posts:afterOperation'])
})

test('a delete fires beforeDelete and afterDelete, and no read or change hooks', async () => {
  await using app = await openContent({ collections: [posts] })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'One' } })
  app.fired()
  expect(await app.content.delete({ collection: 'posts', id })).toEqual({ id })
  expect(app.fired()).toEqual([
    'posts:beforeOperation',
    'posts:beforeDelete',
    'posts:afterDelete',
    'posts:afterOperation',
    'posts:afterCommit',
    'afterCommit',
  ])
})

test('the update of a global runs the same pipeline under its own names', async () => {
  await using app = await openContent({ globals: [settings] })
  for (const motto of ['First', 'Second']) {
    await app.content.updateGlobal({ slug: 'settings', data: { motto } })
    expect(app.fired()).toEqual([
      'globals/settings:beforeOperation',
      'globals/settings.motto:beforeValidate',
      'globals/settings:beforeValidate',
      'globals/settings:afterValidate',
      'globals/settings:beforeChange',
      'globals/settings.motto:beforeChange',
      'globals/settings.motto:afterRead',
      'globals/settings:afterRead',
      'globals/settings.motto:afterChange',
      'globals/settings:afterChange',
      'globals/settings:afterOperation',
      'globals/settings:afterCommit',
      'afterCommit',
    ])
  }
  expect(await app.content.findGlobal({ slug: 'settings' })).toMatchObject({ id: 'settings', motto: 'Second' })
  expect(app.fired()).toEqual([
    'globals/settings:beforeOperation',
    'globals/settings:beforeRead',
    'globals/settings:afterFetch',
    'globals/settings.motto:afterRead',
    'globals/settings:afterRead',
    'globals/settings:afterOperation',
  ])
})

test('data that is not valid stops before afterValidate; afterRollback and afterError follow, collection before root', async () => {
  await using app = await openContent({
    collections: [{ ...posts, fields: [{ name: 'title', type: 'text', required: true }] }],
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toMatchObject({ code: 'VALIDATION' })
  expect(app.fired()).toEqual([
    'posts:beforeOperation',
    'posts.title:beforeValidate',
    'posts:beforeValidate',
    'posts:afterRollback',
    'afterRollback',
    'posts:afterError',
    'afterError',
  ])
})

test('handlers of `*:beforeChange` run for every collection, ordered together with its own', async () => {
  const ran: string[] = []
  await using app = await openContent({
    collections: [
      { ...posts, hooks: { beforeChange: [() => void ran.push('config')] } },
      { ...posts, slug: 'pages' },
    ],
  })
  app.engine.on('*:beforeChange', ({ collection }) => void ran.push(`every collection, here ${collection?.slug}`))
  app.engine.on('posts:beforeChange', { stage: 'early', handler: () => void ran.push('early') })
  await app.content.create({ collection: 'posts', data: {} })
  await app.content.create({ collection: 'pages', data: {} })
  expect(ran).toEqual(['early', 'config', 'every collection, here posts', 'every collection, here pages'])
  expect(app.engine.explain('posts:beforeChange').map(({ id }) => id)).toContain(
    'collections.posts.hooks.beforeChange[0]',
  )
})
