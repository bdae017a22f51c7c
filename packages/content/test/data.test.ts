import { expect, test } from 'vitest'
import type { CollectionConfig, FieldConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const with_ = (...fields: FieldConfig[]): { collections: CollectionConfig[] } => ({
  collections: [{ slug: 'posts', access: open, fields }],
})

test('every invalid field is named in one error', async () => {
  await using app = await openContent(
    with_(
      { name: 'title', type: 'text', required: true, minLength: 3 },
      { name: 'mail', type: 'email' },
      { name: 'count', type: 'number', max: 3 },
      { name: 'done', type: 'checkbox' },
      { name: 'on', type: 'date' },
      { name: 'kind', type: 'select', options: ['a', { label: 'B', value: 'b' }] },
      { name: 'odd', type: 'number', validate: async (value) => value % 2 === 1 || 'must be odd' },
      {
        name: 'thrown',
        type: 'text',
        validate: () => {
          throw new Error('must not be')
        },
      },
      { name: 'rows', type: 'array', minRows: 2, fields: [{ name: 'x', type: 'text' }] },
      { name: 'list', type: 'array', fields: [{ name: 'x', type: 'text', required: true }] },
      { name: 'group', type: 'group', fields: [{ name: 'x', type: 'text', required: true }] },
    ),
  )
  const data = {
    title: 'ab',
    mail: 'nobody',
    count: 4,
    done: 'yes',
    on: '2026-02-30',
    kind: 'c',
    odd: 2,
    rows: [{}],
    list: [{ x: 'a' }, {}],
  }
  const error = await app.content.create({ collection: 'posts', data }).catch((thrown: { errors: object[] }) => thrown)
  expect(error['errors']).toEqual([
    { path: 'title', message: 'must have at least 3 characters', field: 'title' },
    { path: 'mail', message: 'must be an email address', field: 'mail' },
    { path: 'count', message: 'must be at most 3', field: 'count' },
    { path: 'done', message: 'must be true or false', field: 'done' },
    { path: 'on', message: 'must be a date of the calendar', field: 'on' },
    { path: 'kind', message: 'must be one of a, b', field: 'kind' },
    { path: 'odd', message: 'must be odd', field: 'odd' },
    { path: 'thrown', message: 'must not be', field: 'thrown' },
    { path: 'rows', message: 'must have at least 2 rows', field: 'rows' },
    { path: 'list.1.x', message: 'is required', field: 'x' },
    { path: 'group.x', message: 'is required', field: 'x' },
  ])
  expect(app.fired()).not.toContain('posts:afterValidate')
})

test('an update checks what is sent and leaves the rest alone', async () => {
  await using app = await openContent(
    with_({ name: 'title', type: 'text', required: true }, { name: 'n', type: 'number' }),
  )
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', n: 1 } })
  expect(await app.content.update({ collection: 'posts', id, data: { n: null } })).toMatchObject({
    title: 'A',
    n: null,
  })
  await expect(app.content.update({ collection: 'posts', id, data: { title: null } })).rejects.toMatchObject({
    code: 'VALIDATION',
  })
})

test('default values fill in what was not sent on create, in new rows too, and never over null', async () => {
  await using app = await openContent(
    with_(
      { name: 'kind', type: 'text', defaultValue: 'note' },
      { name: 'by', type: 'text', defaultValue: async ({ req }: { req: { user: { id: string } } }) => req.user.id },
      { name: 'group', type: 'group', fields: [{ name: 'n', type: 'number', defaultValue: 1 }] },
      {
        name: 'rows',
        type: 'array',
        fields: [
          { name: 'n', type: 'number', defaultValue: 2 },
          { name: 'm', type: 'number' },
        ],
      },
    ),
  )
  const user = { id: 'u1' }
  const doc = await app.content.create({ collection: 'posts', data: { kind: null, rows: [{ m: 1 }] }, user })
  expect(doc).toMatchObject({ kind: null, by: 'u1', group: { n: 1 }, rows: [{ n: 2, m: 1 }] })
  const data = { rows: [{ id: doc['rows'][0].id, n: null }, {}] }
  expect(await app.content.update({ collection: 'posts', id: doc['id'], data, user })).toMatchObject({
    rows: [{ n: null, m: 1 }, { n: 2 }],
  })
})

test('values are stored in one form: dates in UTC, ids that sort by time', async () => {
  await using app = await openContent(with_({ name: 'on', type: 'date' }, { name: 'any', type: 'json' }))
  const ids: string[] = []
  for (const on of [new Date(0), '1970-01-01', '1970-01-01T02:00:00+02:00']) {
    const doc = await app.content.create({ collection: 'posts', data: { on, any: { deep: [1, null] } } })
    expect(doc).toMatchObject({ on: '1970-01-01T00:00:00.000Z', any: { deep: [1, null] } })
    expect(doc['createdAt']).toMatch(/^\d{4}-.*Z$/)
    ids.push(doc['id'])
  }
  expect(ids.toSorted()).toEqual(ids)
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)])

test.each<[string, unknown, string]>([
  ['an unknown field', { nothing: 1 }, 'VALIDATION'],
  ['an unknown nested field', { rows: [{ nothing: 1 }] }, 'VALIDATION'],
  ['an id', { id: 'mine' }, 'VALIDATION'],
  ['a prototype key', JSON.parse('{"any":{"__proto__":{"admin":true}}}'), 'DATA_SHAPE'],
  ['a list', [], 'DATA_SHAPE'],
  ['a function', { any: () => 1 }, 'DATA_SHAPE'],
  ['an instance', { any: new Map() }, 'DATA_SHAPE'],
  ['no number', { any: Number.NaN }, 'DATA_SHAPE'],
  ['33 levels', { any: deep(33) }, 'DATA_LIMIT'],
  ['10,001 values', { any: Array.from({ length: 10_001 }, () => 0) }, 'DATA_LIMIT'],
])('data with %s is refused', async (_what, data, code) => {
  await using app = await openContent(
    with_({ name: 'any', type: 'json' }, { name: 'rows', type: 'array', fields: [{ name: 'x', type: 'text' }] }),
  )
  await expect(app.content.create({ collection: 'posts', data: data as object })).rejects.toMatchObject({ code })
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 0 })
})

test('a document that was read can be sent back as it is; the caller’s object is never touched', async () => {
  await using app = await openContent({
    collections: [
      {
        slug: 'posts',
        access: open,
        fields: [{ name: 'title', type: 'text' }],
        hooks: { beforeChange: [({ data }) => void (data['title'] += '!')] },
      },
    ],
  })
  const data = Object.freeze({ title: 'A' })
  const doc = await app.content.create({ collection: 'posts', data })
  expect(await app.content.update({ collection: 'posts', id: doc['id'], data: doc })).toMatchObject({
    title: 'A!!',
    createdAt: doc['createdAt'],
  })
  expect(data).toEqual({ title: 'A' })
})

test('keys that hooks leave in data and that are no fields are not stored, and the log says so', async () => {
  await using app = await openContent({
    collections: [
      { slug: 'posts', access: open, fields: [], hooks: { beforeChange: [({ data }) => ({ ...data, extra: 1 })] } },
    ],
  })
  expect(await app.content.create({ collection: 'posts', data: {} })).not.toHaveProperty('extra')
  expect(app.warnings).toEqual([{ collection: 'posts', keys: ['extra'] }])
})

test('a value of the wrong type that hooks leave in data is a fault of the hooks', async () => {
  await using app = await openContent({
    collections: [
      {
        slug: 'posts',
        access: open,
        fields: [{ name: 'n', type: 'number' }],
        hooks: { beforeChange: [({ data }) => ({ ...data, n: 'x' })] },
      },
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toMatchObject({
    code: 'DATA_FROM_HOOKS',
    status: 500,
    path: 'n',
  })
})

test.each(['', 'none', 'a\0b', '\ud800', 'x'.repeat(100_000)])(
  'an id that no document has is a 404: %j',
  async (id) => {
    await using app = await openContent(with_({ name: 'n', type: 'number' }))
    await expect(app.content.findByID({ collection: 'posts', id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(app.content.update({ collection: 'posts', id, data: {} })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(app.content.delete({ collection: 'posts', id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  },
)

test('a global that was never saved reads as its default values', async () => {
  await using app = await openContent({
    collections: [],
    globals: [
      {
        slug: 'settings',
        access: { read: () => true, update: () => true },
        fields: [
          { name: 'siteName', type: 'text', defaultValue: 'Untitled' },
          { name: 'mail', type: 'group', fields: [{ name: 'retries', type: 'number', defaultValue: () => 3 }] },
          { name: 'contact', type: 'email' },
        ],
      },
    ],
  })
  const values = { siteName: 'Untitled', mail: { retries: 3 }, contact: null }
  expect(await app.content.findGlobal({ slug: 'settings' })).toMatchObject(values)
  expect(await app.content.updateGlobal({ slug: 'settings', data: { contact: 'a@example.org' } })).toMatchObject({
    ...values,
    contact: 'a@example.org',
  })
})
