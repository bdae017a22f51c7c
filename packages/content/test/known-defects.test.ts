import { expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { openContent } from './open-content.ts'
import { posts } from './posts.ts'
import { titles, withHooks } from './with-hooks.ts'

/** Seven defects that were observed in Payload 3.90.2, each as the behaviour that takes its place here. */

test('defect 1: a field that afterRead masks keeps what is stored, in an update by id and in a bulk update', async () => {
  await using app = await openContent({
    collections: [posts({}, [{ name: 'password', type: 'text', hooks: { afterRead: [() => null] } }])],
  })
  const { id } = await app.content.create({ collection: 'posts', data: { title: 'A', password: 'H:secret' } })
  const seen: Untyped[] = []
  app.engine.on(
    'posts:beforeChange',
    ({ data, originalDoc, merged }) =>
      void seen.push([data['password'], originalDoc?.['password'], merged['password']]),
  )
  await app.content.update({ collection: 'posts', id, data: { title: 'B' } })
  await app.content.update({ collection: 'posts', where: {}, data: { title: 'C' } })
  expect(seen).toEqual([
    [undefined, 'H:secret', 'H:secret'],
    [undefined, 'H:secret', 'H:secret'],
  ])
  expect(await app.storage.documents.findByID('posts', id)).toMatchObject({ title: 'C', password: 'H:secret' })
})

test('defect 2: what afterChange returns for a field in a row or a group reaches the caller', async () => {
  const hooks = { afterChange: [({ value }: Untyped) => `${value}!`] }
  await using app = await openContent({
    collections: [
      posts({}, [
        { name: 'rows', type: 'array', fields: [{ name: 'a', type: 'text', hooks }] },
        { name: 'group', type: 'group', fields: [{ name: 'a', type: 'text', hooks }] },
      ]),
    ],
  })
  const data = { rows: [{ a: 'x' }, { a: 'y' }], group: { a: 'z' } }
  const doc = await app.content.create({ collection: 'posts', data })
  expect(doc).toMatchObject({ rows: [{ a: 'x!' }, { a: 'y!' }], group: { a: 'z!' } })
  expect(await app.content.findByID({ collection: 'posts', id: doc['id'] })).toMatchObject(data)
})

test.each([null, false, 0, ''])(
  'defect 3: %j is a value where a field hook returns it, and an error where a document is required',
  async (value) => {
    const fields = { string: 'text', number: 'number', boolean: 'checkbox', object: 'json' } as const
    const type = fields[typeof value as keyof typeof fields]
    await using app = await openContent({
      collections: [
        posts({}, [{ name: 'a', type, hooks: { beforeChange: [() => value] } } as Untyped]),
        withHooks('tags', { beforeChange: [() => value as Untyped] }),
      ],
    })
    expect((await app.content.create({ collection: 'posts', data: {} }))['a']).toBe(value)
    const refused = app.content.create({ collection: 'tags', data: { title: 'A' } })
    await expect(refused).rejects.toMatchObject({ code: 'HOOK_RETURN' })
  },
)

test('defect 4: a nested call that is given req leaves that req alone', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ req, context }) => {
            const given = { context: { nested: true }, locale: 'de', user: { id: 'other' } }
            await app.content.create({ collection: 'tags', data: {}, req, ...given })
            seen.push([req.context === context, { ...context }, req.locale, req.user])
          },
        ],
      }),
      withHooks('tags', { beforeChange: [({ context }) => void (context['leak'] = true)] }),
    ],
  })
  await app.content.create({ collection: 'posts', data: {}, context: { own: true }, locale: 'en', user: { id: 'u1' } })
  expect(seen).toEqual([[true, { own: true }, 'en', { id: 'u1' }]])
})

test.each(['create', 'update', 'delete', 'bulk update', 'findByID'] as const)(
  'defect 5: a nested %s that fails and is caught leaves the outer write standing',
  async (call) => {
    const refuse = (): never => {
      throw new Error('no')
    }
    const calls = {
      create: () => app.content.create({ collection: 'tags', data: { title: 'new' } }),
      update: () => app.content.update({ collection: 'tags', id: 't', data: { title: 'new' } }),
      delete: () => app.content.delete({ collection: 'tags', id: 't' }),
      'bulk update': () => app.content.update({ collection: 'tags', where: {}, data: {}, onError: 'abort' }),
      findByID: () => app.content.findByID({ collection: 'tags', id: 'none' }),
    }
    await using app = await openContent({
      collections: [
        withHooks('posts', {
          afterChange: [async () => void (await expect(calls[call]()).rejects.toThrow(/\bno$|^Not found\.$/))],
        }),
        withHooks('tags', { afterChange: [refuse], afterDelete: [refuse] }),
      ],
    })
    await using transaction = await app.storage.documents.transaction()
    await transaction.insert('tags', { id: 't', title: 'old' })
    await transaction.commit()
    await app.content.create({ collection: 'posts', data: { title: 'A' } })
    expect([await titles(app, 'posts'), await titles(app, 'tags')]).toEqual([['A'], ['old']])
  },
)

test('defect 6: of 4 writers with 50 creates each every acknowledged one is stored, and one that throws leaves no row', async () => {
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterChange: [
          async ({ doc }) => {
            await Promise.resolve()
            if (doc['views'] % 10 === 9) throw new Error('refused')
          },
        ],
      }),
    ],
  })
  const acknowledged: string[] = []
  const writers = ['a', 'b', 'c', 'd'].map(async (writer) => {
    for (let views = 0; views < 50; views++) {
      const title = `${writer}${views}`
      const made = app.content.create({ collection: 'posts', data: { title, views } })
      await made.then(
        () => acknowledged.push(title),
        () => undefined,
      )
    }
  })
  await Promise.all(writers)
  expect(acknowledged).toHaveLength(180)
  expect(await titles(app, 'posts')).toEqual(acknowledged.toSorted())
})

test('defect 7: afterError hears of what fails in the Local API, each time once', async () => {
  const heard: Untyped[] = []
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeChange: [
          () => {
            throw new Error('no')
          },
        ],
      }),
    ],
    hooks: { afterError: [({ error, source }) => void heard.push([source, error.message])] },
  })
  await expect(app.content.create({ collection: 'posts', data: {} })).rejects.toThrow('no')
  await expect(app.content.findByID({ collection: 'posts', id: 'none' })).rejects.toThrow('Not found')
  await expect(app.content.find({ collection: 'none' })).rejects.toThrow('There is no collection')
  expect(heard).toEqual([
    ['local', 'no'],
    ['local', 'Not found.'],
    ['local', 'There is no collection "none".'],
  ])
})
