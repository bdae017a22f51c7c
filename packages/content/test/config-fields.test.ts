import { expect, test } from 'vitest'
import { checkConfig, type ContentConfig } from '../src/index.ts'
import { problemsIn } from './problems-in.ts'

/** What is wrong with these fields; `…` stands for the collection. */
const problemsOf = (...fields: unknown[]): string[] =>
  problemsIn({ collections: [{ slug: 'posts', fields }] }).map((problem) =>
    problem.replaceAll('collections.posts.', '…'),
  )

const inside = [{ name: 'x', type: 'text' }]
const known = 'known here are type, label, admin, custom, '

test.each<[unknown, ...string[]]>([
  [{ name: 'a', type: 'radio' }, '….options: a radio field needs `options`'],
  [{ name: 'a', type: 'radio', options: ['x', 'x'] }, '….options: name each value once'],
  [
    { name: 'a', type: 'select', options: [''] },
    "….options: write a list such as ['draft', { label: 'Published', value: 'published' }]",
  ],
  [{ name: 'a', type: 'text', hasMany: 'yes' }, '….hasMany: write true or false'],
  [
    { name: 'a', type: 'number', hasMany: true, unique: true, index: true },
    '….unique: a list has no single value to compare; leave it out',
    '….index: a list has no single value to compare; leave it out',
  ],
  [
    { name: 'a', type: 'select', options: ['x'], minRows: 1 },
    '….minRows: it counts values of a list; add `hasMany: true` or leave it out',
  ],
  [
    { name: 'a', type: 'text', hasMany: true, minRows: 2, maxRows: 1 },
    '….minRows: it is more than `maxRows`; swap them',
  ],
  [{ name: 'a', type: 'password', maxLength: 1025 }, '….maxLength: write at most 1024'],
  [{ name: 'a', type: 'password', maxLength: 4 }, '….minLength: it is 8, more than `maxLength`; set both'],
  [
    { name: 'a', type: 'password', unique: true },
    '….unique: unknown; known here are name, type, label, admin, custom, required, virtual, hidden, defaultValue, validate, access, hooks, minLength, maxLength',
  ],
  [
    { name: 'a', type: 'array', fields: [{ name: 'p', type: 'password' }] },
    '….fields.p: rows cannot hold passwords; move it to the top level or a group',
  ],
  [
    { name: 'a', type: 'slug', from: 'title' },
    '….from: `title` is no field beside it with a single text or number; name one',
  ],
  [{ name: 'a', type: 'slug', maxLength: 0 }, '….maxLength: write a whole number, 1 or more'],
  [{ name: 'a', type: 'richText', maxLength: -1 }, '….maxLength: write a whole number, 0 or more'],
  [
    { name: 'a', type: 'text', label: 1, admin: [], custom: 'x' },
    '….label: write a text',
    '….admin: write an object',
    '….custom: write an object',
  ],
  [{ name: 'a', type: 'text', maxLength: 2, defaultValue: 'abc' }, '….defaultValue: must have at most 2 characters'],
  [{ name: 'a', type: 'number', hasMany: true, defaultValue: [1, 'x'] }, '….defaultValue.1: must be a number'],
  [{ name: 'a', type: 'blocks' }, '….blocks: a blocks field needs `blocks`'],
  [{ name: 'a', type: 'blocks', blocks: [] }, "….blocks: write a list such as [{ slug: 'quote', fields: […] }]"],
  [
    { name: 'a', type: 'blocks', blocks: ['x', { fields: inside }, { slug: 'a.b', fields: inside }] },
    "….blocks[0]: write an object: { slug: 'quote', fields: […] }",
    '….blocks[1].slug: use letters, digits, - and _ for the slug, a letter first, at most 50 characters',
    '….blocks[2].slug: use letters, digits, - and _ for the slug, a letter first, at most 50 characters',
  ],
  [
    {
      name: 'a',
      type: 'blocks',
      blocks: [
        { slug: 'q', fields: inside, labels: 'Q', name: 'q' },
        { slug: 'Q', fields: inside },
        { slug: 'constructor', fields: inside },
      ],
    },
    '….blocks[0].name: unknown; known here are slug, fields, labels',
    '….blocks[0].labels: write { singular, plural }',
    '….blocks[1].slug: the slug is taken (upper and lower case are the same); rename one',
    '….blocks[2].slug: `constructor` means something in JavaScript; choose another slug',
  ],
  [
    {
      name: 'a',
      type: 'blocks',
      blocks: [{ slug: 'q', fields: [{ name: 'blockType', type: 'text' }] }, { slug: 'r' }],
    },
    '….blocks.q.fields.blockType: `blockType` is given to every row; choose another name',
    '….blocks.r.fields: write a list of fields: [{ name, type, … }]',
  ],
])('%j', (field, ...problems) => {
  expect(problemsOf(field)).toEqual(problems.map((problem) => problem.replace(/^…/, '…fields.a')))
})

test.each<[unknown, ...string[]]>([
  [{ type: 'row' }, '….fields: a row field needs `fields`'],
  [{ type: 'row', name: 'r', fields: inside }, `….name: unknown; ${known}fields`],
  [{ type: 'collapsible', hooks: {}, fields: inside }, `….hooks: unknown; ${known}fields`],
  [{ type: 'tabs', fields: inside }, `….fields: unknown; ${known}tabs`, '….tabs: a tabs field needs `tabs`'],
  [{ type: 'tabs', tabs: [] }, "….tabs: write a list such as [{ label: 'Text', fields: […] }]"],
  [
    {
      type: 'tabs',
      tabs: [{ label: 'T', access: {}, fields: inside }, 1, { name: 'x', type: 'group', fields: inside }],
    },
    '….tabs[0].access: only a tab with a name has this; give it a name, or use only label, fields, admin, custom',
    '….tabs[1]: write an object: { name?, label, fields }',
    '….tabs[2].type: a tab has no type; leave it out',
  ],
  [
    { type: 'tabs', tabs: [{ label: 'T' }, { name: 'seo', fields: [{ name: 'id', type: 'text' }] }] },
    '….tabs[0].fields: write a list of fields: [{ name, type, … }]',
    '….tabs.seo.fields.id: `id` is given to every document; choose another name',
  ],
])('%j', (field, ...problems) => {
  expect(problemsOf(field)).toEqual(problems.map((problem) => problem.replace(/^…/, '…fields[0]')))
})

test('two fields of one level may not have the same name, whatever layout they stand in: both places are named', () => {
  const a = (type = 'text'): object => ({ name: 'a', type })
  const clash = '(upper and lower case are the same); rename one'
  expect(
    problemsOf(
      { type: 'row', fields: [a()] },
      { type: 'collapsible', fields: [{ type: 'tabs', tabs: [{ fields: [{ name: 'A', type: 'text' }] }] }] },
      {
        type: 'tabs',
        tabs: [
          { name: 'a', fields: [a()] },
          { name: 'b', fields: [a()] },
        ],
      },
      { name: 'b', type: 'group', fields: [a()] },
    ),
  ).toEqual([
    `…fields[1].fields[0].tabs[0].fields.A: the name is taken by …fields[0].fields.a ${clash}`,
    `…fields[2].tabs.a: the name is taken by …fields[0].fields.a ${clash}`,
    `…fields.b: the name is taken by …fields[2].tabs.b ${clash}`,
  ])
})

test('a slug finds what it is made from in any layout of its level, and nowhere else', () => {
  const title = { name: 'heading', type: 'text' }
  const slug = { name: 'slug', type: 'slug', from: 'heading' }
  expect(problemsOf({ type: 'row', fields: [slug] }, { type: 'tabs', tabs: [{ fields: [title] }] })).toEqual([])
  expect(problemsOf(slug, { name: 'g', type: 'group', fields: [title] })).toHaveLength(1)
  expect(problemsOf({ name: 'slug', type: 'slug' }, { name: 'title', type: 'number', hasMany: true })).toHaveLength(1)
  expect(problemsOf({ name: 'slug', type: 'slug' })).toEqual([])
})

test('layout counts for the depth, so that a configuration that contains itself is refused', () => {
  const row: { type: string; fields: unknown[] } = { type: 'row', fields: [] }
  row.fields.push(row)
  expect(problemsOf(row)).toEqual([expect.stringContaining('fields are nested more than 10 deep; flatten them')])
})

test('documents are not sorted by a password by default', () => {
  const config = { collections: [{ slug: 'u', fields: [{ name: 'p', type: 'password' }], defaultSort: 'p' }] }
  expect(() => checkConfig(config as ContentConfig)).toThrow(/u\.defaultSort: name fields of the collection/)
})
