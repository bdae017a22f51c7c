import { expect, test } from 'vitest'
import type { AccessRule, CollectionConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const user = { id: 'u1' }
const own: AccessRule = ({ req }) => ({ owner: { equals: req.user.id } })
const posts = (access: CollectionConfig['access']): CollectionConfig => ({
  slug: 'posts',
  ...(access === undefined ? {} : { access }),
  fields: [
    { name: 'title', type: 'text' },
    { name: 'owner', type: 'text' },
    { name: 'secret', type: 'text', access: { read: () => false, update: () => false } },
  ],
})
const two = [
  { title: 'mine', owner: 'u1', secret: 's' },
  { title: 'other', owner: 'u2', secret: 's' },
]

test('the where of a rule is ANDed to the where of a bulk write', async () => {
  await using app = await openContent({ collections: [posts({ ...open, update: own, delete: own })] })
  for (const data of two) await app.content.create({ collection: 'posts', data })
  const where = { title: { exists: true } }
  const updated = await app.content.update({ collection: 'posts', where, data: { title: 'x' }, user })
  expect(updated).toMatchObject({ docs: [{ title: 'x', owner: 'u1' }], errors: [] })
  expect(updated.docs[0]).not.toHaveProperty('secret')
  expect((await app.content.delete({ collection: 'posts', where: {}, user })).docs).toHaveLength(1)
  expect((await app.content.find({ collection: 'posts' })).docs).toMatchObject([{ title: 'other', owner: 'u2' }])
})

test('a bulk write that the rule refuses asks for no document', async () => {
  await using app = await openContent({ collections: [posts({ ...open, update: () => false })] })
  await app.content.create({ collection: 'posts', data: two[0] ?? {} })
  app.fired()
  const refused = app.content.update({ collection: 'posts', where: {}, data: {}, user })
  await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN' })
  expect(app.fired()).toEqual(['posts:beforeOperation', 'posts:afterError', 'afterError'])
})

test('a field that may not be read cannot be asked for, one that may not be set fails the documents', async () => {
  await using app = await openContent({ collections: [posts(open)] })
  for (const data of two) await app.content.create({ collection: 'posts', data })
  for (const field of ['secret', 'nothing']) {
    const where = { [field]: { equals: 's' } }
    await expect(app.content.delete({ collection: 'posts', where, user })).rejects.toMatchObject({
      code: 'WHERE_FIELD',
      message: `"posts" has no field \`${field}\`.`,
    })
  }
  const result = await app.content.update({ collection: 'posts', where: {}, data: { secret: 'x' }, user })
  expect(result).toMatchObject({ docs: [], errors: [{ code: 'FORBIDDEN_FIELD' }, { code: 'FORBIDDEN_FIELD' }] })
})
