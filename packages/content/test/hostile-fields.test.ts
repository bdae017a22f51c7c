import { expect, test } from 'vitest'
import type { CollectionConfig, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const things: CollectionConfig = {
  slug: 'things',
  access: open,
  fields: [
    { name: 'text', type: 'text' },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'slug', type: 'slug', from: 'text' },
    { name: 'password', type: 'password' },
    { name: 'point', type: 'point' },
    { name: 'body', type: 'richText' },
    { name: 'json', type: 'json' },
    { name: 'group', type: 'group', fields: [{ name: 'n', type: 'number' }] },
    { name: 'rows', type: 'array', fields: [{ name: 'n', type: 'number' }] },
    { name: 'content', type: 'blocks', blocks: [{ slug: 'line', fields: [{ name: 'n', type: 'number' }] }] },
  ],
}

const names = ['text', 'tags', 'slug', 'password', 'point', 'body', 'json', 'group', 'rows', 'content']
const polluted = (key: string, inside: string): Untyped => JSON.parse(`{"${inside}":{"${key}":{"polluted":true}}}`)
const row = (key: string): Untyped => JSON.parse(`{"content":[{"blockType":"line","${key}":{"polluted":true}}]}`)

test.each(['__proto__', 'constructor', 'prototype'])('`%s` is refused wherever it stands', async (key) => {
  await using app = await openContent({ collections: [things] })
  for (const data of [...names.map((name) => polluted(key, name)), row(key), JSON.parse(`{"${key}":{}}`)]) {
    await expect(app.content.create({ collection: 'things', data })).rejects.toMatchObject({ code: 'DATA_SHAPE' })
  }
  expect(await app.content.count({ collection: 'things' })).toEqual({ totalDocs: 0 })
  expect(({} as Untyped).polluted).toBeUndefined()
})

test('a text of 10,000,001 characters is refused wherever it stands, and so are many that are as long together', async () => {
  await using app = await openContent({ collections: [things] })
  const huge = 'x'.repeat(10_000_001)
  const half = 'x'.repeat(5_000_001)
  for (const data of [
    ...names.map((name) => ({ [name]: huge })),
    { json: { [huge]: 1 } },
    { json: [half, half] },
    { rows: [{ n: 1, id: huge }] },
    { body: { type: 'doc', content: [{ type: 'text', text: huge }] } },
  ]) {
    await expect(app.content.create({ collection: 'things', data })).rejects.toMatchObject({ code: 'DATA_LIMIT' })
  }
  const doc = await app.content.create({ collection: 'things', data: { json: half.slice(0, 4_999_990) } })
  expect(doc['json']).toHaveLength(4_999_990)
})

test.each(names)(
  '`%s` takes no value of another type, whatever it is, but answers with a coded error',
  async (name) => {
    await using app = await openContent({ collections: [things] })
    const values = [1, 'x', true, [], {}, [[]], [{}], [null], { length: 1 }, new Date(0), -0, '\0', '\ud800', [1, 2]]
    for (const value of values) {
      const outcome = await app.content.create({ collection: 'things', data: { [name]: value } }).then(
        () => 'taken',
        (error: Untyped) => error.code,
      )
      expect(['taken', 'VALIDATION']).toContain(outcome)
    }
  },
)

test('2,400 rows that all move keep what was not sent of them', async () => {
  await using app = await openContent({ collections: [things] })
  const content = Array.from({ length: 2400 }, (_, index) => ({ id: `r${index}`, blockType: 'line', n: index }))
  const doc = await app.content.create({ collection: 'things', data: { content } })
  const moved = content.toReversed().map(({ id }) => ({ id }))
  const updated = await app.content.update({ collection: 'things', id: doc['id'], data: { content: moved } })
  expect(updated['content']).toEqual(content.toReversed())
})
