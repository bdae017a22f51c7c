import { expect, test } from 'vitest'
import type { FieldConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

type Field = FieldConfig extends infer F ? (F extends { type: string } ? Omit<F, 'name'> : never) : never

interface Row {
  readonly field: Field
  /** As sent and as answered; a pair where the two differ. */
  readonly good: readonly unknown[]
  /** What is sent and what is said about it; the path where it is not that of the field. */
  readonly bad: readonly (readonly [unknown, string, string?])[]
}

/** Sent and answered in different forms. */
class Stored {
  readonly sent: unknown
  readonly answered: unknown
  constructor(sent: unknown, answered: unknown) {
    this.sent = sent
    this.answered = answered
  }
}

const unclean = 'must be text without NUL and half characters'
const notSlug = 'must be lower-case letters a-z, digits and single hyphens, such as new-york-2'
const notPoint = 'must be two numbers: [longitude, latitude]'
const notDate = 'must be a date such as 2026-01-31 or 2026-01-31T08:00:00Z'
const x = (length: number): string => 'x'.repeat(length)

const rows: readonly Row[] = [
  {
    field: { type: 'text' },
    good: ['', 'a', '😀', x(39_999), x(40_000), "'; DROP TABLE things; --"],
    bad: [
      [x(40_001), 'must have at most 40000 characters'],
      [1, 'must be text'],
      [['a'], 'must be text'],
      [{}, 'must be text'],
      ['a\0', unclean],
      ['\ud800', unclean],
    ],
  },
  {
    field: { type: 'text', minLength: 2, maxLength: 4 },
    good: ['ab', 'abc', 'abcd'],
    bad: [
      ['a', 'must have at least 2 characters'],
      ['abcde', 'must have at most 4 characters'],
    ],
  },
  {
    field: { type: 'text', hasMany: true, minRows: 2, maxRows: 3, maxLength: 2 },
    good: [
      ['a', 'b'],
      ['a', 'a', 'ab'],
    ],
    bad: [
      ['a', 'must be a list'],
      [['a'], 'must have at least 2 values'],
      [['a', 'b', 'c', 'd'], 'must have at most 3 values'],
      [['a', 1], 'must be text', 'it.1'],
      [['abc', 'b'], 'must have at most 2 characters', 'it.0'],
      [['a', null], 'must be text', 'it.1'],
    ],
  },
  {
    field: { type: 'textarea' },
    good: ['a\nb', x(1_000_000)],
    bad: [
      [x(1_000_001), 'must have at most 1000000 characters'],
      [false, 'must be text'],
    ],
  },
  {
    field: { type: 'code', maxLength: 3 },
    good: ['a\tb'],
    bad: [
      ['abcd', 'must have at most 3 characters'],
      [1, 'must be text'],
      ['\0', unclean],
    ],
  },
  {
    field: { type: 'email' },
    good: ['a@example.org', 'ä@bücher.example', `${x(242)}@example.org`],
    bad: [
      [`${x(243)}@example.org`, 'must be an email address'],
      ['a@b', 'must be an email address'],
      ['a b@example.org', 'must be an email address'],
      [1, 'must be an email address'],
    ],
  },
  {
    field: { type: 'number' },
    good: [0, -1.5, Number.MAX_VALUE],
    bad: [
      ['1', 'must be a number'],
      [true, 'must be a number'],
      [[1], 'must be a number'],
    ],
  },
  {
    field: { type: 'number', min: 1, max: 3 },
    good: [1, 2, 3],
    bad: [
      [0, 'must be at least 1'],
      [4, 'must be at most 3'],
    ],
  },
  {
    field: { type: 'number', hasMany: true, max: 3, maxRows: 2 },
    good: [[], [1], [1, 3]],
    bad: [
      [1, 'must be a list'],
      [[1, 2, 3], 'must have at most 2 values'],
      [[4, 1], 'must be at most 3', 'it.0'],
      [[1, '2'], 'must be a number', 'it.1'],
    ],
  },
  {
    field: { type: 'checkbox' },
    good: [true, false],
    bad: [
      ['true', 'must be true or false'],
      [1, 'must be true or false'],
    ],
  },
  {
    field: { type: 'date' },
    good: [
      '2026-02-28T08:00:00.000Z',
      new Stored('2026-02-28', '2026-02-28T00:00:00.000Z'),
      new Stored('2026-02-28T08:00+02:00', '2026-02-28T06:00:00.000Z'),
      new Stored(new Date(0), '1970-01-01T00:00:00.000Z'),
    ],
    bad: [
      ['2026-02-29', 'must be a date of the calendar'],
      ['2026-02-28T08:00', notDate],
      [new Date(Number.NaN), 'must be a valid date'],
      [0, notDate],
    ],
  },
  {
    field: { type: 'select', options: ['a', { label: 'B', value: 'b' }] },
    good: ['a', 'b'],
    bad: [
      ['B', 'must be one of a, b'],
      [['a'], 'must be one of a, b'],
      ['', 'must be one of a, b'],
    ],
  },
  {
    field: { type: 'select', options: ['a', 'b'], hasMany: true, minRows: 1 },
    good: [['a'], ['b', 'a']],
    bad: [
      ['a', 'must be a list'],
      [[], 'must have at least 1 values'],
      [['a', 'c'], 'must be one of a, b', 'it.1'],
    ],
  },
  {
    field: { type: 'radio', options: ['a', { label: 'B', value: 'b' }] },
    good: ['a', 'b'],
    bad: [
      ['c', 'must be one of a, b'],
      [0, 'must be one of a, b'],
    ],
  },
  {
    field: { type: 'slug', maxLength: 5 },
    good: ['a', 'a-1', 'abcde'],
    bad: [
      ['abcdef', 'must have at most 5 characters'],
      ['Abc', notSlug],
      ['a--b', notSlug],
      ['-a', notSlug],
      ['a-', notSlug],
      ['ä', notSlug],
      ['a b', notSlug],
      [1, 'must be text'],
    ],
  },
  {
    field: { type: 'point' },
    good: [
      [0, 0],
      [-180, -90],
      [180, 90],
      [179.9, 89.9],
    ],
    bad: [
      [[180.1, 0], 'must have a longitude from -180 to 180'],
      [[-180.1, 0], 'must have a longitude from -180 to 180'],
      [[0, 90.1], 'must have a latitude from -90 to 90'],
      [[0, -90.1], 'must have a latitude from -90 to 90'],
      [[0], notPoint],
      [[0, 0, 0], notPoint],
      [['0', '0'], notPoint],
      [{ longitude: 0, latitude: 0 }, notPoint],
    ],
  },
  { field: { type: 'json' }, good: [{ a: [1, null, 'x'] }, [], 'text', 0, false], bad: [] },
  {
    field: { type: 'group', fields: [{ name: 'n', type: 'number' }] },
    good: [{ n: 1 }, new Stored({}, { n: null })],
    bad: [
      [1, 'must be an object'],
      [[], 'must be an object'],
      [{ n: 'x' }, 'must be a number', 'it.n'],
      [{ m: 1 }, 'is no field of this collection', 'it.m'],
    ],
  },
  {
    field: { type: 'array', minRows: 1, maxRows: 2, fields: [{ name: 'n', type: 'number' }] },
    good: [
      [{ id: 'a', n: 1 }],
      [
        { id: x(64), n: 1 },
        { id: 'b', n: 2 },
      ],
    ],
    bad: [
      [[], 'must have at least 1 rows'],
      [[{}, {}, {}], 'must have at most 2 rows'],
      [{}, 'must be a list of objects'],
      [[1], 'must be a list of objects'],
      [[{ id: x(65) }], 'must have rows whose id is a text of at most 64 characters'],
      [[{ id: 1 }], 'must have rows whose id is a text of at most 64 characters'],
      [[{ id: 'a' }, { id: 'a' }], 'must not have two rows with the same id'],
      [[{ n: 1 }, { n: 'x' }], 'must be a number', 'it.1.n'],
    ],
  },
]

test.each(rows.map((row) => [JSON.stringify(row.field), row] as const))('%s', async (_title, { field, good, bad }) => {
  const it = { ...field, name: 'it' } as FieldConfig
  await using app = await openContent({ collections: [{ slug: 'things', access: open, fields: [it] }] })
  for (const value of good) {
    const { sent, answered } = value instanceof Stored ? value : new Stored(value, value)
    const doc = await app.content.create({ collection: 'things', data: { it: sent } })
    expect(doc['it']).toEqual(answered)
    expect(await app.content.findByID({ collection: 'things', id: doc['id'] })).toEqual(doc)
  }
  for (const [value, message, path = 'it'] of bad) {
    const error = await app.content.create({ collection: 'things', data: { it: value } }).catch((thrown) => thrown)
    expect({ value, errors: error.errors }).toMatchObject({ value, errors: [{ path, message }] })
  }
  expect(await app.content.count({ collection: 'things' })).toEqual({ totalDocs: good.length })
})

test('null takes any value away, and an update of something else leaves it', async () => {
  const fields = rows.map(({ field }, index) => ({ ...field, name: `f${index}` }) as FieldConfig)
  await using app = await openContent({
    collections: [{ slug: 'things', access: open, fields: [{ name: 'n', type: 'number' }, ...fields] }],
  })
  const values = Object.fromEntries(
    rows.map(({ good: [first] }, index) => [`f${index}`, first instanceof Stored ? first.sent : first]),
  )
  const doc = await app.content.create({ collection: 'things', data: values })
  const { updatedAt: _, ...rest } = await app.content.update({ collection: 'things', id: doc['id'], data: { n: 1 } })
  expect({ ...rest, n: null }).toEqual({
    ...rest,
    n: null,
    ...Object.fromEntries(fields.map(({ name }) => [name, doc[name ?? '']])),
  })
  const nothing = Object.fromEntries(fields.map(({ name }) => [name, null]))
  expect(await app.content.update({ collection: 'things', id: doc['id'], data: nothing })).toMatchObject(nothing)
})
