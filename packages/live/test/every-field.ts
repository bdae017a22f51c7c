import type { CollectionConfig, FieldConfig } from '@crochet/content'
import fc from 'fast-check'
import { shapeOfCollection } from '../src/index.ts'

const inner: readonly FieldConfig[] = [
  { name: 'label', type: 'text' },
  { name: 'price', type: 'number' },
  { name: 'note', type: 'richText' },
]

/** A collection with every type of field there is. */
export const everything: CollectionConfig = {
  slug: 'posts',
  live: true,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'summary', type: 'textarea' },
    { name: 'source', type: 'code' },
    { name: 'body', type: 'richText' },
    { name: 'count', type: 'number' },
    { name: 'done', type: 'checkbox' },
    { name: 'day', type: 'date' },
    { name: 'status', type: 'select', options: ['draft', 'published'] },
    { name: 'size', type: 'radio', options: ['s', 'm'] },
    { name: 'mail', type: 'email' },
    { name: 'slug', type: 'slug' },
    { name: 'author', type: 'relationship', relationTo: 'users' },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'extra', type: 'json' },
    { name: 'place', type: 'point' },
    {
      name: 'seo',
      type: 'group',
      fields: [...inner, { name: 'more', type: 'group', fields: [{ name: 'hint', type: 'text' }] }],
    },
    { type: 'row', fields: [{ name: 'left', type: 'text' }] },
    { type: 'collapsible', label: 'Right', fields: [{ name: 'right', type: 'number' }] },
    {
      type: 'tabs',
      tabs: [
        { label: 'Unnamed', fields: [{ name: 'loose', type: 'text' }] },
        { name: 'meta', label: 'Named', fields: [{ name: 'alt', type: 'text' }] },
      ],
    },
    { name: 'items', type: 'array', fields: [...inner, { name: 'parts', type: 'array', fields: inner }] },
    {
      name: 'layout',
      type: 'blocks',
      blocks: [
        { slug: 'quote', fields: [{ name: 'text', type: 'textarea' }] },
        { slug: 'figure', fields: inner },
      ],
    },
    { name: 'secret', type: 'text', access: { read: () => false } },
    { name: 'internal', type: 'text', hidden: true },
    { name: 'code', type: 'password' },
    { name: 'computed', type: 'text', virtual: true },
  ],
}

export const shape = shapeOfCollection(everything)

const word = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', '🦊', 'é', 'naïve', '中文', 'x')
export const sentence = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '))
const text = fc.option(sentence)

const mark = fc.constantFrom({ type: 'bold' }, { type: 'italic' }, { type: 'link', attrs: { href: '/a', rel: null } })
const marks = fc.uniqueArray(mark, { selector: ({ type }) => type, maxLength: 2 })
const textNode = fc
  .record({ text: sentence.filter((value) => value !== ''), marks })
  .map(({ text: value, marks: list }) => ({ type: 'text', text: value, ...(list.length > 0 ? { marks: list } : {}) }))
const inline = fc.oneof({ weight: 4, arbitrary: textNode }, fc.constant({ type: 'hardBreak' }))
const paragraph = fc.oneof(
  fc.array(inline, { maxLength: 3 }).map((content) => ({ type: 'paragraph', content })),
  fc
    .record({ level: fc.integer({ min: 1, max: 3 }), content: fc.array(inline, { maxLength: 2 }) })
    .map(({ level, content }) => ({ type: 'heading', attrs: { level, textAlign: null }, content })),
)
const list = fc
  .array(fc.array(paragraph, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 3 })
  .map((items) => ({ type: 'bulletList', content: items.map((content) => ({ type: 'listItem', content })) }))
export const richText = fc.option(
  fc
    .array(fc.oneof({ weight: 4, arbitrary: paragraph }, list), { maxLength: 5 })
    .map((content) => ({ type: 'doc', content })),
)

const innerValues = { label: text, price: fc.option(fc.integer()), note: richText }
const rowId = fc.constantFrom('a', 'b', 'c', 'd', 'e')
const rowsOf = <T extends { id: string }>(row: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.uniqueArray(row, { selector: ({ id }) => id, maxLength: 4 })
const part = fc.record({ id: rowId, ...innerValues })

/** A stored document of `everything`. */
export const documents = fc.record({
  id: fc.constant('1'),
  title: text,
  summary: text,
  source: text,
  body: richText,
  count: fc.option(fc.integer()),
  done: fc.option(fc.boolean()),
  day: fc.option(fc.constant('2026-01-31T00:00:00.000Z')),
  status: fc.constantFrom('draft', 'published', null),
  size: fc.constantFrom('s', null),
  mail: fc.constantFrom('a@b.example', null),
  slug: fc.constantFrom('one', 'two', null),
  author: fc.constantFrom('u1', 'u2', null),
  tags: fc.array(word, { maxLength: 3 }),
  // Content takes no such keys (`DATA_SHAPE`).
  extra: fc
    .jsonValue({ maxDepth: 2 })
    .filter((value) => !JSON.stringify(value).includes('__proto__'))
    .map((value) => (Object.is(value, -0) ? 0 : (JSON.parse(JSON.stringify(value)) as unknown))),
  place: fc.constantFrom([1, 2], null),
  seo: fc.record({ ...innerValues, more: fc.record({ hint: text }) }),
  left: text,
  right: fc.option(fc.integer()),
  loose: text,
  meta: fc.option(fc.record({ alt: text })),
  items: rowsOf(fc.record({ id: rowId, ...innerValues, parts: rowsOf(part) })),
  layout: rowsOf(
    fc.oneof(
      fc.record({ id: rowId, blockType: fc.constant('quote'), text }),
      fc.record({ id: rowId, blockType: fc.constant('figure'), ...innerValues }),
    ),
  ),
})
