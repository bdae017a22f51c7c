import { expect, test } from 'vitest'
import type { ContentConfig } from '../src/index.ts'
import { openContent } from './open-content.ts'

const config: ContentConfig = {
  collections: [
    { slug: 'notes', fields: [{ name: 'title', type: 'text' }] },
    { slug: 'timeless', timestamps: false, fields: [{ name: 'title', type: 'text' }] },
  ],
  globals: [{ slug: 'settings', fields: [{ name: 'name', type: 'text' }] }],
}
/** A clock that stands still, and then is set back. */
const times = ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']
const standing = (): (() => Date) => {
  const left = [...times]
  return () => new Date(left.shift() ?? '2025-12-31T00:00:00.000Z')
}
const failure = (code: string): unknown => expect.objectContaining({ code })

test('each state of a document has an updatedAt of its own, also within a millisecond and when the clock is set back', async () => {
  await using opened = await openContent(config, { now: standing() })
  const { content } = opened
  const { id, updatedAt } = await content.create({ collection: 'notes', data: { title: 'a' } })
  const seen = [updatedAt]
  for (const title of ['b', 'c', 'd']) {
    seen.push((await content.update({ collection: 'notes', id, data: { title } }))['updatedAt'])
  }
  const { docs } = await content.update({ collection: 'notes', where: { id: { exists: true } }, data: { title: 'e' } })
  seen.push(docs[0]?.['updatedAt'])
  expect(seen).toEqual(['000', '001', '002', '003', '004'].map((ms) => `2026-01-01T00:00:00.${ms}Z`))
})

test('the one statement of a bulk write is later than the last change of each document', async () => {
  await using opened = await openContent(config, { now: () => new Date('2026-01-01T00:00:00.000Z'), record: false })
  const { content } = opened
  const first = await content.create({ collection: 'notes', data: { title: 'a' } })
  await content.create({ collection: 'notes', data: { title: 'b' } })
  await content.update({ collection: 'notes', id: first['id'], data: { title: 'c' } })
  const { docs } = await content.update({ collection: 'notes', where: { id: { exists: true } }, data: { title: 'd' } })
  expect(docs.map((doc) => doc['updatedAt'])).toEqual(['2026-01-01T00:00:00.002Z', '2026-01-01T00:00:00.002Z'])
  expect((await content.findByID({ collection: 'notes', id: first['id'] }))['updatedAt']).toBe(docs[0]?.['updatedAt'])
})

test('a change or deletion that is meant for another state is refused, and nothing of it is stored', async () => {
  await using opened = await openContent(config)
  const { content } = opened
  const { id, updatedAt: ifUpdatedAt } = await content.create({ collection: 'notes', data: { title: 'a' } })
  const changed = await content.update({ collection: 'notes', id, data: { title: 'b' }, ifUpdatedAt })
  const late = { collection: 'notes', id, ifUpdatedAt }
  await expect(content.update({ ...late, data: { title: 'c' } })).rejects.toEqual(failure('PRECONDITION_FAILED'))
  await expect(content.update({ ...late, data: {}, ifUpdatedAt: [] })).rejects.toEqual(failure('PRECONDITION_FAILED'))
  await expect(content.delete(late)).rejects.toEqual(failure('PRECONDITION_FAILED'))
  await content.delete({ ...late, ifUpdatedAt: ['2020-01-01T00:00:00.000Z', changed['updatedAt']] })
  expect(await content.count({ collection: 'notes' })).toEqual({ totalDocs: 0 })
})

test('a global that was never saved, and a document without timestamps, are in no state that could be named', async () => {
  await using opened = await openContent(config)
  const { content } = opened
  const ifUpdatedAt = new Date().toISOString()
  await expect(content.updateGlobal({ slug: 'settings', data: { name: 'x' }, ifUpdatedAt })).rejects.toEqual(
    failure('PRECONDITION_FAILED'),
  )
  const { id } = await content.create({ collection: 'timeless', data: { title: 'a' } })
  await expect(content.update({ collection: 'timeless', id, data: {}, ifUpdatedAt })).rejects.toEqual(
    failure('PRECONDITION_FAILED'),
  )
})

test('it is for one document', async () => {
  await using opened = await openContent(config)
  const options = { collection: 'notes', where: {}, data: {}, ifUpdatedAt: [] }
  await expect(opened.content.update(options)).rejects.toEqual(failure('WHERE_SHAPE'))
})
