import { expect, test } from 'vitest'
import { ContentError, ValidationError, type CollectionConfig, type Content, type Untyped } from '../src/index.ts'
import { dataOf, huge, ids, numbers, selects, sorts, sql, wheres } from './bad-input-corpus.ts'
import { open, openContent, type Opened } from './open-content.ts'

/**
 * A corpus of what nobody should send, in every place of every operation. It is refused with a code and a path, by an error of
 * this package, in few words; and afterwards the tables are what they were.
 */

const fields: CollectionConfig['fields'] = [
  { name: 'title', type: 'text' },
  { name: 'n', type: 'number' },
  { name: 'on', type: 'date' },
  { name: 'tags', type: 'text', hasMany: true },
  { name: 'place', type: 'point' },
  { name: 'meta', type: 'json' },
  { name: 'body', type: 'richText' },
  { name: 'seo', type: 'group', fields: [{ name: 'title', type: 'text' }] },
  { name: 'items', type: 'array', fields: [{ name: 'price', type: 'number' }] },
  { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [{ name: 'text', type: 'text' }] }] },
]
const config = {
  collections: [{ slug: 'things', access: open, fields }],
  globals: [{ slug: 'settings', access: { read: () => true, update: () => true }, fields }],
}

interface Attempt {
  readonly name: string
  readonly given: readonly Untyped[]
  run(content: Content, value: Untyped, id: string): Promise<unknown>
}

const collection = 'things'
const attempts: Attempt[] = [
  { name: 'find: where', given: wheres, run: (content, where) => content.find({ collection, where }) },
  { name: 'count: where', given: wheres, run: (content, where) => content.count({ collection, where }) },
  {
    name: 'findDistinct: where',
    given: wheres,
    run: (content, where) => content.findDistinct({ collection, field: 'n', where }),
  },
  {
    name: 'update: where',
    given: wheres,
    run: (content, where) => content.update({ collection, where, data: { n: 9 } }),
  },
  { name: 'delete: where', given: wheres, run: (content, where) => content.delete({ collection, where }) },
  { name: 'create: data', given: dataOf, run: (content, data) => content.create({ collection, data }) },
  { name: 'update: data', given: dataOf, run: (content, data, id) => content.update({ collection, id, data }) },
  {
    name: 'update by where: data',
    given: dataOf,
    run: (content, data) => content.update({ collection, where: {}, data, onError: 'abort' }),
  },
  { name: 'duplicate: data', given: dataOf, run: (content, data, id) => content.duplicate({ collection, id, data }) },
  {
    name: 'updateGlobal: data',
    given: dataOf,
    run: (content, data) => content.updateGlobal({ slug: 'settings', data }),
  },
  { name: 'find: sort', given: sorts, run: (content, sort) => content.find({ collection, sort }) },
  { name: 'findDistinct: field', given: sorts, run: (content, field) => content.findDistinct({ collection, field }) },
  {
    name: 'findDistinct: sort',
    given: [...sorts, 'n'],
    run: (content, sort) => content.findDistinct({ collection, field: 'title', sort }),
  },
  { name: 'find: select', given: selects, run: (content, select) => content.find({ collection, select }) },
  {
    name: 'findByID: select',
    given: selects,
    run: (content, select, id) => content.findByID({ collection, id, select }),
  },
  {
    name: 'create: select',
    given: selects,
    run: (content, select) => content.create({ collection, data: {}, select }),
  },
  {
    name: 'update: select',
    given: selects,
    run: (content, select, id) => content.update({ collection, id, data: { n: 9 }, select }),
  },
  {
    name: 'update by where: select',
    given: selects,
    run: (content, select) => content.update({ collection, where: {}, data: { n: 9 }, select }),
  },
  {
    name: 'findGlobal: select',
    given: selects,
    run: (content, select) => content.findGlobal({ slug: 'settings', select }),
  },
  {
    name: 'updateGlobal: select',
    given: selects,
    run: (content, select) => content.updateGlobal({ slug: 'settings', data: { n: 9 }, select }),
  },
  { name: 'find: limit', given: [...numbers, 251], run: (content, limit) => content.find({ collection, limit }) },
  { name: 'find: page', given: numbers, run: (content, page) => content.find({ collection, page }) },
  {
    name: 'delete by where: limit',
    given: numbers.filter((each) => each !== '1e3'),
    run: (content, limit) => content.delete({ collection, where: {}, limit }),
  },
  {
    name: 'delete by where: onError',
    given: ['x', {}, sql[0], huge],
    run: (content, onError) => content.delete({ collection, where: {}, onError }),
  },
  { name: 'findByID: id', given: ids, run: (content, id) => content.findByID({ collection, id }) },
  { name: 'update: id', given: ids, run: (content, id) => content.update({ collection, id, data: { n: 9 } }) },
  { name: 'delete: id', given: ids, run: (content, id) => content.delete({ collection, id }) },
  { name: 'duplicate: id', given: ids, run: (content, id) => content.duplicate({ collection, id }) },
  { name: 'find: collection', given: ids, run: (content, slug) => content.find({ collection: slug }) },
  { name: 'create: collection', given: ids, run: (content, slug) => content.create({ collection: slug, data: {} }) },
  { name: 'findGlobal: slug', given: ids, run: (content, slug) => content.findGlobal({ slug }) },
  { name: 'updateGlobal: slug', given: ids, run: (content, slug) => content.updateGlobal({ slug, data: {} }) },
]

const dump = async ({ storage }: Opened): Promise<unknown> =>
  Promise.all(['things', 'globals/settings'].map((table) => storage.documents.find(table)))

/** What was thrown, in short; the value with it when it is not what it should be. */
function judge(error: unknown, value: unknown): unknown {
  const isOurs = error instanceof ContentError && error.status >= 400 && error.status < 500
  if (!isOurs) return { error, value: brief(value) }
  const path = error instanceof ValidationError ? error.errors[0]?.path : error.path
  const isNamed = path !== undefined || error.code === 'NOT_FOUND' || error.code.startsWith('UNKNOWN_')
  const isBrief = error.message.length < 2000 && (path?.length ?? 0) < 1200
  return isNamed && isBrief ? 'refused' : { code: error.code, path: brief(path), value: brief(value) }
}

const brief = (value: unknown): unknown => (typeof value === 'string' ? value.slice(0, 100) : typeof value)

test.each(attempts)('$name', { timeout: 60_000 }, async ({ given, run }) => {
  await using app = await openContent(config, { record: false })
  const { id } = await app.content.create({ collection, data: { title: 'kept', n: 1, tags: ['a'], meta: { a: 1 } } })
  await app.content.updateGlobal({ slug: 'settings', data: { title: 'kept' } })
  const before = await dump(app)
  const wrong: unknown[] = []
  for (const value of given) {
    const verdict = await run(app.content, value, id).then(
      (answer) => ({ answer, value: brief(value) }),
      (error: unknown) => judge(error, value),
    )
    if (verdict !== 'refused') wrong.push(verdict)
  }
  expect(wrong).toEqual([])
  expect(await dump(app)).toEqual(before)
  expect(({} as Untyped).x).toBeUndefined()
})

test('SQL is text like any other, in every place that takes text', async () => {
  await using app = await openContent(config)
  for (const text of sql.filter((each) => !each.includes('\0'))) {
    const data = {
      title: text,
      tags: [text],
      meta: { [text]: text },
      items: [{ id: text }],
      content: [{ blockType: 'quote', text }],
    }
    const { id } = await app.content.create({ collection, data })
    for (const path of ['title', 'tags', `meta.${text}`, 'items.id', 'content.quote.text']) {
      const found = await app.content.find({ collection, where: { [path]: { equals: text } }, sort: 'title' })
      expect(found.docs).toMatchObject([{ id, ...data }])
    }
    expect((await app.content.find({ collection, sort: `-meta.${text}`, limit: 1 })).docs).toMatchObject([data])
    const { values } = await app.content.findDistinct({ collection, field: `meta.${text}` })
    expect(values).toContainEqual({ [`meta.${text}`]: text })
    await app.content.delete({ collection, id })
    await app.content.create({ collection, data: { title: 'other' } })
    await app.content.delete({ collection, where: { title: { not_equals: text } } })
  }
})
