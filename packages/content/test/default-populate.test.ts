import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const desk: FieldConfig = {
  name: 'desk',
  type: 'group',
  fields: [
    { name: 'room', type: 'text' },
    { name: 'phone', type: 'text' },
  ],
}
const users: CollectionConfig = { slug: 'users', access: open, fields: [{ name: 'name', type: 'text' }, desk] }
const posts: CollectionConfig = {
  slug: 'posts',
  access: open,
  fields: [{ name: 'author', type: 'relationship', relationTo: 'users' }],
}

test.each<[Untyped, object]>([
  [{ desk: { room: true } }, { desk: { room: '1' } }],
  [
    { desk: { phone: false }, createdAt: false, updatedAt: false },
    { name: 'Ada', desk: { room: '1' } },
  ],
  [{}, {}],
])('defaultPopulate nests as select does: %j', async (defaultPopulate, expected) => {
  await using app = await openContent({ collections: [{ ...users, defaultPopulate }, posts] })
  const data = { name: 'Ada', desk: { room: '1', phone: '2' } }
  const { id } = await app.content.create({ collection: 'users', data })
  const post = await app.content.create({ collection: 'posts', data: { author: id } })
  expect(post['author']).toEqual({ id, ...expected })
})

test.each<[Untyped, string]>([
  [{ desk: { rum: true } }, 'has no field `desk.rum`'],
  [{ nobody: true }, 'has no field `nobody`'],
  [{ name: 1 }, 'takes { name: true } or { name: false }'],
  [['name'], 'takes an object of fields'],
])('a defaultPopulate that is no selection is refused at boot: %j', async (defaultPopulate, message) => {
  await expect(openContent({ collections: [{ ...users, defaultPopulate }, posts] })).rejects.toMatchObject({
    problems: [{ path: 'collections.users.defaultPopulate', message: expect.stringContaining(message) }],
  })
})
