import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openContent } from './open-content.ts'
import { titles, withHooks } from './with-hooks.ts'

/**
 * What users of Payload have suffered from in hooks that write (issues and pull requests of payloadcms/payload), each as the
 * behaviour that takes its place here. The numbers are those of the list that the design started from.
 */

const update = 'update' as const

test('complaint 1 (#5886): in afterCommit every other connection sees the write, and in afterChange none does', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [() => void seen.push(count())],
        afterCommit: [() => void seen.push(count())],
      }),
    ],
  })
  const count = (): unknown => {
    const file = app.url.startsWith('file:///') ? fileURLToPath(app.url) : app.url.slice('file:'.length)
    const other = new DatabaseSync(file, { readOnly: true })
    const row = other.prepare('SELECT count(*) AS n FROM posts').get()
    other.close()
    return row?.['n']
  }
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(seen).toEqual([0, 1])
})

test('complaints 2 and 3 (#4686, #8852): afterChange reads and updates its own document without req, and nothing waits for itself', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ doc, context }) => {
            if (context['again']) return
            const id = doc['id']
            const { views } = await app.content.findByID({ collection: 'posts', id })
            await app.content.update({ collection: 'posts', id, data: { views: views + 1 }, context: { again: true } })
          },
        ],
      }),
    ],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', views: 1 } })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ views: 2 })
  await app.content.update({ collection: 'posts', id, data: { title: 'B' } })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'B', views: 3 })
})

test('complaint 4 (#10862): children that afterChange creates without req see their parent, and fall with it', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ doc }) => {
            for (const part of ['a', 'b']) {
              await app.content.create({
                collection: 'children',
                data: { title: `${doc['title']}${part}`, parent: doc['id'] },
              })
            }
            if (doc['title'] === 'bad') throw new Error('no')
          },
        ],
      }),
      {
        ...withHooks('children', {
          beforeValidate: [
            async ({ data }) => void (await app.content.findByID({ collection: 'posts', id: data['parent'] })),
          ],
        }),
        fields: [
          { name: 'title', type: 'text' },
          { name: 'parent', type: 'text', required: true },
        ],
      },
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'good' } })
  await expect(app.content.create({ collection: 'posts', data: { title: 'bad' } })).rejects.toThrow('no')
  expect(await titles(app, 'children')).toEqual(['gooda', 'goodb'])
})

test('complaint 5 (#812): hooks that call each other without end are refused with the chain, and nothing is stored', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', { afterChange: [async ({ doc }) => void (await touch('tags', doc['views']))] }),
      withHooks('tags', { afterChange: [async ({ doc }) => void (await touch('posts', doc['views']))] }),
    ],
  })
  const touch = (collection: string, views: number): Promise<unknown> =>
    app.content.create({ collection, data: { views: views + 1 } })
  await expect(touch('posts', 0)).rejects.toThrow(/posts\.create.*→ tags\.create.*→ posts\.create/)
  expect([await titles(app, 'posts'), await titles(app, 'tags')]).toEqual([[], []])
})

test('complaint 6 (#10250): what one nested call sets in its context, the next one does not see', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async () => {
            for (const title of ['a', 'b']) {
              await app.content.create({
                collection: 'tags',
                data: { title },
                context: { [title]: true },
                locale: title,
              })
            }
          },
        ],
      }),
      withHooks('tags', { beforeChange: [({ context, req }) => void seen.push([{ ...context }, req.locale])] }),
    ],
  })
  await app.content.create({ collection: 'posts', data: {} })
  expect(seen).toEqual([
    [{ a: true }, 'a'],
    [{ b: true }, 'b'],
  ])
})

test('complaint 7 (#17723): a create whose hook catches a failed nested call is answered and stored', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async () => void (await app.content.findByID({ collection: 'tags', id: 'none' }).catch(() => undefined)),
        ],
        afterChange: [
          async () =>
            void (await app.content.update({ collection: 'tags', id: 'none', data: {} }).catch(() => undefined)),
        ],
      }),
      withHooks('tags'),
    ],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'A' })
})

test('complaint 15 (#16075, #2901): in a bulk update the hooks of two documents never run at once, and no write is lost', async () => {
  let inside = 0
  let most = 0
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          async ({ data, operation, originalDoc }) => {
            if (operation !== update) return
            most = Math.max(most, ++inside)
            await Promise.resolve()
            data['title'] += `-${originalDoc?.['title']}`
          },
        ],
        afterChange: [
          async ({ operation }) => {
            await Promise.resolve()
            if (operation === update) inside--
          },
        ],
      }),
    ],
  })
  for (const title of ['a', 'b', 'c']) await app.content.create({ collection: 'posts', data: { title } })
  await app.content.update({ collection: 'posts', where: {}, data: { title: 'x' } })
  expect(most).toBe(1)
  expect(await titles(app, 'posts')).toEqual(['x-a', 'x-b', 'x-c'])
})

test('complaint 20 (#15486): of two writers of one document at once, each keeps the field it has sent', async () => {
  await using app = await openContent({
    collections: [withHooks('posts', { beforeChange: [async () => Promise.resolve()] })],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', views: 1 } })
  await Promise.all([
    app.content.update({ collection: 'posts', id, data: { title: 'B' } }),
    app.content.update({ collection: 'posts', id, data: { views: 2 } }),
  ])
  expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'B', views: 2 })
})

test('complaint 24 (#15317): writers that come at once wait for each other; none is told that the database is busy', async () => {
  await using app = await openContent({ collections: [withHooks('posts')] })
  const { id } = await app.content.create({ collection: 'posts', data: { views: 0 } })
  const creates = Array.from({ length: 8 }, (_, index) =>
    app.content.create({ collection: 'posts', data: { title: `t${index}` } }),
  )
  const bulk = app.content.update({ collection: 'posts', where: { id: { equals: id } }, data: { views: 1 } })
  expect((await bulk).docs).toHaveLength(1)
  expect(await Promise.all(creates)).toHaveLength(8)
  expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 9 })
})
