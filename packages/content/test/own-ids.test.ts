import { expect, test } from 'vitest'
import { readID, type CollectionConfig, type FieldConfig, type Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { problemsIn } from './problems-in.ts'

const countries = (id: object = {}, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'countries',
  access: open,
  fields: [{ name: 'name', type: 'text' }, { ...id, name: 'id', type: 'text' } as FieldConfig],
  ...more,
})
const numbers = (id: object = {}, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'numbers',
  access: open,
  fields: [
    { type: 'row', fields: [{ ...id, name: 'id', type: 'number' } as FieldConfig] },
    { name: 'name', type: 'text' },
  ],
  ...more,
})

test('a collection with an `id` of its own takes the id that is sent, as text or number, in every operation', async () => {
  await using app = await openContent({ collections: [countries(), numbers()] })
  for (const [collection, id, other] of [
    ['countries', 'nz', 'au'],
    ['numbers', 7, 8],
  ] as const) {
    expect(await app.content.create({ collection, data: { id, name: 'One' } })).toMatchObject({ id, name: 'One' })
    await app.content.create({ collection, data: { id: other, name: 'Two' } })
    expect(await app.content.findByID({ collection, id })).toMatchObject({ id, name: 'One' })
    expect(await app.content.update({ collection, id, data: { id, name: 'Uno' } })).toMatchObject({ id, name: 'Uno' })
    const page = await app.content.find({
      collection,
      where: { id: { in: [id] } },
      sort: '-id',
      select: { name: true },
    })
    expect(page.docs).toEqual([{ id, name: 'Uno' }])
    const all = await app.content.update({ collection, where: {}, data: { name: 'All' } })
    expect(all.docs.map((doc) => doc['id'])).toEqual([id, other].sort())
    expect(await app.content.delete({ collection, id })).toEqual({ id })
    await expect(app.content.findByID({ collection, id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  }
})

test('an id that is missing, of another type or no good is a validation error; one that is taken is a conflict', async () => {
  await using app = await openContent({ collections: [countries({ maxLength: 2 }), numbers({ min: 1 })] })
  const create = (collection: string, id: unknown): Promise<unknown> => app.content.create({ collection, data: { id } })
  const long = 'x'.repeat(256)
  for (const id of [undefined, null, '', 7, {}, [], 'a\0', long, 'xyz']) {
    await expect(create('countries', id)).rejects.toMatchObject({
      code: 'VALIDATION',
      errors: [{ path: 'id' }],
    })
  }
  for (const id of [undefined, null, '7', 1.5, 2 ** 53, 0, true]) {
    await expect(create('numbers', id)).rejects.toMatchObject({
      code: 'VALIDATION',
      errors: [{ path: 'id' }],
    })
  }
  await create('countries', 'nz')
  await create('numbers', 1)
  for (const [collection, id] of [
    ['countries', 'nz'],
    ['numbers', 1],
  ] as const) {
    await expect(create(collection, id)).rejects.toMatchObject({ code: 'VALUE_TAKEN', status: 409, path: 'id' })
  }
})

test('a default value or a hook may give the id; `afterChange` and `afterCommit` have it', async () => {
  const seen: unknown[] = []
  let next = 0
  await using app = await openContent({
    collections: [
      numbers({ defaultValue: () => ++next }, { hooks: { afterCommit: [({ doc }) => void seen.push(doc['id'])] } }),
      countries({
        hooks: { beforeValidate: [({ value, siblingData }: Untyped) => value ?? siblingData.name?.toLowerCase()] },
      }),
    ],
  })
  expect(await app.content.create({ collection: 'numbers', data: {} })).toMatchObject({ id: 1 })
  expect(await app.content.create({ collection: 'numbers', data: { id: 40 } })).toMatchObject({ id: 40 })
  expect(await app.content.create({ collection: 'countries', data: { name: 'NZ' } })).toMatchObject({ id: 'nz' })
  expect(await app.content.update({ collection: 'countries', id: 'nz', data: { name: 'AU' } })).toMatchObject({
    id: 'nz',
  })
  expect(seen).toEqual([1, 40])
})

test('an id never changes: a caller who sends another one is told, and so is a hook that puts one into `data`', async () => {
  await using app = await openContent({
    collections: [
      countries(
        {},
        { hooks: { beforeChange: [({ data }) => (data['name'] === 'evil' ? { ...data, id: 'other' } : data)] } },
      ),
    ],
  })
  const collection = 'countries'
  await app.content.create({ collection, data: { id: 'nz', name: 'New Zealand' } })
  await expect(app.content.update({ collection, id: 'nz', data: { id: 'au' } })).rejects.toMatchObject({
    errors: [{ path: 'id', message: 'cannot be changed' }],
  })
  await expect(app.content.update({ collection, id: 'nz', data: { name: 'evil' } })).rejects.toMatchObject({
    code: 'DATA_FROM_HOOKS',
    path: 'id',
  })
  expect((await app.content.find({ collection })).docs).toMatchObject([{ id: 'nz', name: 'New Zealand' }])
})

test('a copy has no id of its own to copy: it is sent, or given by a default value', async () => {
  await using app = await openContent({ collections: [countries(), numbers({ defaultValue: () => 2 })] })
  await app.content.create({ collection: 'countries', data: { id: 'nz', name: 'A' } })
  await app.content.create({ collection: 'numbers', data: { id: 1, name: 'B' } })
  await expect(app.content.duplicate({ collection: 'countries', id: 'nz' })).rejects.toMatchObject({
    errors: [{ path: 'id', message: 'is required' }],
  })
  expect(await app.content.duplicate({ collection: 'countries', id: 'nz', data: { id: 'au' } })).toMatchObject({
    id: 'au',
    name: 'A',
  })
  expect(await app.content.duplicate({ collection: 'numbers', id: 1 })).toMatchObject({ id: 2, name: 'B' })
})

test('what cannot be an id of the collection is not found, and the database is not asked', async () => {
  let asked = 0
  await using app = await openContent(
    { collections: [countries(), numbers(), { slug: 'posts', access: open, fields: [] }] },
    {
      wrap: (documents) =>
        new Proxy(documents, {
          get(target, key) {
            if (key === 'find' || key === 'findByID') asked++
            const member: unknown = Reflect.get(target, key)
            return typeof member === 'function' ? member.bind(target) : member
          },
        }),
    },
  )
  const bad: Untyped[] = [
    undefined,
    null,
    '',
    {},
    [],
    ['nz'],
    true,
    NaN,
    Infinity,
    Symbol.iterator,
    'x'.repeat(256),
    '\0',
    '\ud800',
  ]
  for (const [collection, ids] of [
    ['countries', [...bad, 7]],
    ['posts', [...bad, 7]],
    ['numbers', [...bad, '7', 1.5, 2 ** 60]],
  ] as const) {
    for (const id of ids) {
      const calls = [
        app.content.findByID({ collection, id }),
        app.content.update({ collection, id, data: {} }),
        app.content.delete({ collection, id }),
        app.content.duplicate({ collection, id }),
      ]
      for (const call of await Promise.allSettled(calls)) {
        expect(call, `${collection} ${String(id)}`).toMatchObject({
          status: 'rejected',
          reason: { code: 'NOT_FOUND', status: 404 },
        })
      }
    }
  }
  expect(asked).toBe(0)
})

test('an id in an address is read as the collection has it', () => {
  expect(['7', '-7', '0', '07', '7.0', '1e3', 'x', '9'.repeat(17)].map((text) => readID(numbers(), text))).toEqual([
    7,
    -7,
    0,
    '07',
    '7.0',
    '1e3',
    'x',
    '9'.repeat(17),
  ])
  expect(readID(countries(), '7')).toBe('7')
})

test('options that make no sense for an id are refused, and so is an `id` where there is no document', () => {
  const problems = problemsIn({
    collections: [
      countries({ unique: true, index: true, hidden: true, required: false, access: { read: () => true } }),
      { slug: 'a', fields: [{ name: 'id', type: 'date' }] },
      { slug: 'b', fields: [{ name: 'rows', type: 'array', fields: [{ name: 'id', type: 'text' }] }] },
      {
        slug: 'c',
        fields: [
          { name: 'id', type: 'text' },
          { name: 'ID', type: 'text' },
        ],
      },
    ],
    globals: [{ slug: 'settings', fields: [{ name: 'id', type: 'text' }] }],
  })
  expect(problems).toMatchInlineSnapshot(`
    [
      "collections.countries.fields.id.unique: every document has one id of its own, in every answer; leave it out",
      "collections.countries.fields.id.index: every document has one id of its own, in every answer; leave it out",
      "collections.countries.fields.id.hidden: every document has one id of its own, in every answer; leave it out",
      "collections.countries.fields.id.required: every document has one id of its own, in every answer; leave it out",
      "collections.countries.fields.id.access.read: an id is in every answer; leave it out",
      "collections.a.fields.id.type: an \`id\` is a text or a number; write one of these types",
      "collections.b.fields.rows.fields.id: \`id\` is given to every document; choose another name",
      "collections.c.fields.ID: the name is taken by collections.c.fields.id (upper and lower case are the same); rename one",
      "globals.settings.fields.id: \`id\` is given to every document; choose another name",
    ]
  `)
})
