import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openContent, type Opened } from './open-content.ts'
import { titles, withHooks } from './with-hooks.ts'

/** Reads the file as another process would. */
function fromOutside({ url }: Opened, sql: string): unknown[] {
  const database = new DatabaseSync(url.startsWith('file:///') ? fileURLToPath(url) : url.slice('file:'.length), {
    readOnly: true,
  })
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

test('an error after the write undoes it, and afterRollback is told instead of afterCommit', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          () => {
            throw new Error('too late')
          },
        ],
      }),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: { title: 'A' } })).rejects.toThrow('too late')
  const fired = app.fired()
  expect(fired.slice(-4)).toEqual(['posts:afterRollback', 'afterRollback', 'posts:afterError', 'afterError'])
  expect(fired).not.toContain('posts:afterCommit')
  expect(await titles(app, 'posts')).toEqual([])
})

test('a hook in a write sees it before commit; other connections see it in afterCommit and not before', async () => {
  const seen: Untyped[] = []
  const sql = 'SELECT title FROM posts'
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ doc }) => {
            seen.push(['inside', (await app.content.findByID({ collection: 'posts', id: doc['id'] }))['title']])
            seen.push(['outside', fromOutside(app, sql).length])
          },
        ],
        afterCommit: [
          ({ doc, changed }) => void seen.push(['committed', fromOutside(app, sql), doc['title'], [...changed]]),
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(seen).toEqual([
    ['inside', 'A'],
    ['outside', 0],
    ['committed', [{ title: 'A' }], 'A', ['title']],
  ])
})

test('a nested write joins: when the outer one fails later, both are undone', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            await app.content.create({ collection: 'tags', data: { title: 'nested' } })
            throw new Error('outer fails')
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: { title: 'A' } })).rejects.toThrow('outer fails')
  expect(await titles(app, 'tags')).toEqual([])
  expect(app.fired().filter((name) => /Commit|Rollback/.test(name))).toEqual([
    'tags:afterRollback',
    'afterRollback',
    'posts:afterRollback',
    'afterRollback',
  ])
})

test('a nested write that fails after it has written, and is caught, undoes only itself', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            const tag = (title: string): Promise<unknown> => app.content.create({ collection: 'tags', data: { title } })
            await tag('kept')
            await tag('bad').catch(() => undefined)
            await tag('kept').catch(() => undefined)
            await tag('later')
          },
        ],
      }),
      withHooks('tags', {
        afterChange: [
          ({ doc }) => {
            if (doc['title'] === 'bad') throw new Error('after the write')
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect([await titles(app, 'posts'), await titles(app, 'tags')]).toEqual([['A'], ['kept', 'later']])
  expect(app.fired().filter((name) => /\w:after(Commit|Rollback|Error)/.test(name))).toEqual([
    'tags:afterCommit',
    'tags:afterRollback',
    'tags:afterRollback',
    'tags:afterCommit',
    'posts:afterCommit',
  ])
})

test('a write nested in beforeChange is undone when the outer write fails before it has written anything', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async () => {
            await app.content.create({ collection: 'tags', data: { title: 'early' } })
            throw new Error('then no')
          },
        ],
      }),
      withHooks('tags'),
    ],
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toThrow('then no')
  expect(await titles(app, 'tags')).toEqual([])
})
