import * as fc from 'fast-check'
import type { Documents } from '@crochet/storage'
import { expect, test } from 'vitest'
import type { CollectionConfig, Doc, Untyped } from '../src/index.ts'
import { openContent, type Opened } from './open-content.ts'
import { watched } from './watched-documents.ts'

const nothing = (): void => undefined

/** Handlers that do nothing make the write go through the pipeline of each document. */
const notes = (hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  slug: 'notes',
  hooks,
  fields: [
    { name: 'title', type: 'text', maxLength: 5 },
    { name: 'views', type: 'number', required: true },
    { name: 'live', type: 'checkbox' },
    { name: 'on', type: 'date' },
    { name: 'tags', type: 'text', hasMany: true },
    { name: 'code', type: 'text', unique: true },
    { name: 'odd', type: 'number', validate: (value: Untyped) => value % 2 === 1 || 'must be odd' },
    { name: 'secret', type: 'password' },
    { name: 'seo', type: 'group', fields: [{ name: 'title', type: 'text' }] },
    { name: 'rows', type: 'array', fields: [{ name: 'text', type: 'text' }] },
    { name: 'next', type: 'relationship', relationTo: 'notes' },
  ],
})

const ids = Array.from({ length: 6 }, (_, index) => `n${index}`)

async function openNotes(
  hooks: CollectionConfig['hooks'] = {},
  wrap?: (documents: Documents) => Documents,
): Promise<Opened> {
  const options = wrap === undefined ? { record: false } : { record: false, wrap }
  return openContent({ collections: [notes(hooks)] }, options)
}

/** The same documents in both, whatever was done to them before. */
async function refill({ storage }: Opened): Promise<void> {
  await using transaction = await storage.documents.transaction()
  await transaction.deleteWhere('notes', { and: [] })
  for (const [index, id] of ids.entries()) {
    const row = { id, title: `t${index % 3}`, views: index, live: index % 2 === 0, seo: { title: 'x' }, rows: [] }
    await transaction.insert('notes', { ...row, code: `c${index}`, createdAt: 'then', updatedAt: 'then' })
  }
  await transaction.commit()
}

const withoutTimes = (docs: readonly Doc[]): Doc[] => docs.map(({ updatedAt: _at, ...doc }) => doc)

async function outcome(app: Opened, write: () => Promise<{ docs: Doc[]; errors: unknown[] }>): Promise<unknown> {
  const answered = await write().then(
    ({ docs, errors }) => ({ docs: withoutTimes(docs), errors }),
    (error: Untyped) => ({ code: error.code, message: error.message }),
  )
  const { docs } = await app.content.find({ collection: 'notes', sort: 'id', depth: 0 })
  return { answered, stored: withoutTimes(docs) }
}

const where = fc.constantFrom(
  {},
  { views: { greater_than: 2 } },
  { title: { equals: 't1' } },
  { id: { in: ['n1', 'n4'] } },
  { views: { greater_than: 99 } },
)
const many = fc.record(
  { where, limit: fc.integer({ min: 1, max: 7 }), onError: fc.constantFrom('continue' as const, 'abort' as const) },
  { requiredKeys: ['where'] },
)
/** Mostly one or two fields: what is wrong with one sends all of them the other way. */
const values: Record<string, readonly unknown[]> = {
  title: ['a', 'b', '', null, 'too long', '\ud800', 'a\0b', 7],
  views: [1, 5, -0, 2.5, null, '3', Number.NaN],
  live: [true, false, null, 'yes'],
  on: ['2026-01-02', new Date(0), 'never', null],
  tags: [['a', 'b'], [], null, 'a', [1]],
  code: ['c1', 'new', null],
  odd: [1, 2, null],
  seo: [{ title: 'y' }, {}, null],
  rows: [[{ text: 'a' }], []],
  next: ['n1', 'gone', null],
  unknown: [1],
  createdAt: ['now'],
  id: ['n1', 'n9'],
}
const data = fc
  .array(
    fc
      .constantFrom(...Object.keys(values))
      .chain((key) => fc.tuple(fc.constant(key), fc.constantFrom(...(values[key] ?? [])))),
    { maxLength: 3 },
  )
  .map((entries) => Object.fromEntries(entries))

test('what a bulk update does in one statement is what it does document by document', async () => {
  await using together = await openNotes()
  await using each = await openNotes({ beforeChange: [nothing] })
  await fc.assert(
    fc.asyncProperty(many, data, async (options, sent) => {
      const run = async (app: Opened): Promise<unknown> => {
        await refill(app)
        return outcome(app, () => app.content.update({ collection: 'notes', ...options, data: sent, depth: 0 }))
      }
      const [ours, theirs] = [await run(together), await run(each)]
      expect(withoutRowIds(ours)).toEqual(withoutRowIds(theirs))
    }),
    { numRuns: 250 },
  )
})

/** New rows have new ids, whichever way they are written. */
const withoutRowIds = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, part: Untyped) => (key === 'id' && !ids.includes(part) ? 'new' : part)))

const unrelated = (hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  ...notes(hooks),
  fields: notes().fields.filter(({ type }) => type !== 'relationship'),
})

test('what a bulk delete does in one statement is what it does document by document', async () => {
  await using together = await openContent({ collections: [unrelated()] }, { record: false })
  await using each = await openContent({ collections: [unrelated({ beforeDelete: [nothing] })] }, { record: false })
  await fc.assert(
    fc.asyncProperty(many, async (options) => {
      const run = async (app: Opened): Promise<unknown> => {
        await refill(app)
        return outcome(app, () => app.content.delete({ collection: 'notes', ...options }))
      }
      expect(await run(together)).toEqual(await run(each))
    }),
    { numRuns: 30 },
  )
})

test('without handlers, a thousand documents take four statements and one transaction', async () => {
  const calls: string[] = []
  const wrap = (documents: Documents): Documents => watched(documents, (call) => calls.push(call))
  await using app = await openContent({ collections: [unrelated()] }, { record: false, wrap })
  await using transaction = await app.storage.documents.transaction()
  const rows = Array.from({ length: 2500 }, (_, index) => ({ id: `m${String(index).padStart(4, '0')}`, views: index }))
  await transaction.insertMany('notes', rows)
  await transaction.commit()

  const { docs } = await app.content.update({ collection: 'notes', where: {}, data: { views: 7, tags: ['a'] } })
  expect(new Set(docs.map(({ views, tags }) => `${views} ${tags}`))).toEqual(new Set(['7 a']))
  expect(docs.map(({ id }) => id)).toEqual(rows.map(({ id }) => id))
  const batch = ['find', 'updateWhere', 'findByID']
  expect(calls.splice(0)).toEqual(['transaction', ...batch, ...batch, ...batch, 'commit'])

  const gone = await app.content.delete({ collection: 'notes', where: { views: { equals: 7 } }, limit: 1500 })
  expect(gone.docs).toEqual(rows.slice(0, 1500).map(({ id }) => ({ id })))
  expect(calls).toEqual(['transaction', 'find', 'deleteWhere', 'find', 'deleteWhere', 'commit'])
  expect((await app.content.count({ collection: 'notes' })).totalDocs).toBe(1000)
})

test('a handler that is attached later is called for each document', async () => {
  await using app = await openContent({ collections: [unrelated()] }, { record: false })
  await refill(app)
  const seen: string[] = []
  app.engine.on('notes.title:afterChange', ({ value }) => void seen.push(value))
  await app.content.update({ collection: 'notes', where: { title: { equals: 't1' } }, data: { views: 5 } })
  expect(seen).toEqual(['t1', 't1'])
  app.engine.on('afterCommit', ({ doc }) => void seen.push(doc['id']))
  await app.content.delete({ collection: 'notes', where: { title: { equals: 't1' } } })
  expect(seen).toEqual(['t1', 't1', 'n1', 'n4'])
})

test('where others must keep a document, each is deleted by itself', async () => {
  const quotes: CollectionConfig = {
    slug: 'quotes',
    fields: [{ name: 'of', type: 'relationship', relationTo: 'notes', required: true }],
  }
  await using app = await openContent({ collections: [unrelated(), quotes] }, { record: false })
  await refill(app)
  await app.content.create({ collection: 'quotes', data: { of: 'n4' } })
  const { docs, errors } = await app.content.delete({ collection: 'notes', where: { title: { equals: 't1' } } })
  expect(docs).toEqual([{ id: 'n1' }])
  expect(errors).toMatchObject([{ id: 'n4', code: 'STILL_REFERRED' }])
})

test('ids that are numbers go in their order, and what makes an index over several fields unique is looked at one by one', async () => {
  const seats: CollectionConfig = {
    slug: 'seats',
    fields: [
      { name: 'id', type: 'number' },
      { name: 'room', type: 'text' },
      { name: 'row', type: 'number' },
      { name: 'note', type: 'text' },
    ],
    indexes: [{ fields: ['room', 'row'], unique: true }],
  }
  const calls: string[] = []
  const wrap = (documents: Documents): Documents => watched(documents, (call) => calls.push(call))
  await using app = await openContent({ collections: [seats] }, { record: false, wrap })
  const collection = 'seats'
  for (const id of [10, 9, 2]) await app.content.create({ collection, data: { id, room: 'a', row: id } })
  calls.splice(0)
  const update = (data: Untyped): Promise<Untyped> => app.content.update({ collection, where: {}, data })
  expect((await update({ note: 'x' })).docs).toMatchObject([
    { id: 2, note: 'x' },
    { id: 9, note: 'x' },
    { id: 10, note: 'x' },
  ])
  expect(calls).toContain('updateWhere')
  expect(await update({ row: 1 })).toMatchObject({
    docs: [{ id: 2, row: 1 }],
    errors: [
      { id: 9, code: 'VALUE_TAKEN' },
      { id: 10, code: 'VALUE_TAKEN' },
    ],
  })
  expect(await update({ id: 9 })).toMatchObject({ docs: [{ id: 9 }], errors: [{ id: 2 }, { id: 10 }] })
  const { docs } = await app.content.delete({ collection, where: { id: { greater_than: 2 } } })
  expect(docs).toEqual([{ id: 9 }, { id: 10 }])
})
