import { expect, test } from 'vitest'
import type { CollectionConfig, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const plain = (
  slug: string,
  hooks: CollectionConfig['hooks'] = {},
  access: CollectionConfig['access'] = open,
): CollectionConfig => ({
  slug,
  access,
  hooks,
  fields: [{ name: 'title', type: 'text' }],
})
const user = { id: 'u1', role: 'editor' }

test('a nested operation starts with a copy of the context, and nothing it changes there comes back', async () => {
  const seen: Untyped[] = []
  await using app = await openContent({
    collections: [
      plain('posts', {
        beforeChange: [
          async ({ context }) => {
            context['list'] = ['outer']
            await app.content.create({ collection: 'tags', data: {}, context: { own: true }, locale: 'de' })
            seen.push(['outer', structuredClone(context)])
          },
        ],
        afterChange: [
          ({ context, req }) =>
            void seen.push(['after', structuredClone(context), req.locale, req.context === context]),
        ],
      }),
      plain('tags', {
        beforeChange: [
          ({ context, req }) => {
            seen.push(['nested', structuredClone(context), req.locale])
            context['list'].push('nested')
            context['leak'] = true
            req.user = { id: 'someone else' }
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: {}, context: { from: 'caller' }, locale: 'en' })
  expect(seen).toEqual([
    ['nested', { from: 'caller', list: ['outer'], own: true }, 'de'],
    ['outer', { from: 'caller', list: ['outer'] }],
    ['after', { from: 'caller', list: ['outer'] }, 'en', true],
  ])
})

test('each operation has a context of its own, also when two are given the same object', async () => {
  const context = { runs: [] as number[] }
  await using app = await openContent({
    collections: [plain('posts', { beforeChange: [({ context: own }) => void own['runs'].push(1)] })],
  })
  await app.content.create({ collection: 'posts', data: {}, context })
  await app.content.create({ collection: 'posts', data: {}, context })
  expect(context).toEqual({ runs: [] })
})

test('a call inside an operation acts as its user and is enforced; as the system it is not', async () => {
  await using app = await openContent({
    collections: [
      plain('posts', {
        afterChange: [async () => void (await app.content.create({ collection: 'logs', data: {} }))],
      }),
      plain('logs', {}, { create: ({ req }) => req.user?.role === 'admin' }),
    ],
  })
  await app.content.create({ collection: 'posts', data: {} })
  await expect(app.content.create({ collection: 'posts', data: {}, user })).rejects.toThrow('You are not allowed')
  await app.content.create({ collection: 'posts', data: {}, user: { ...user, role: 'admin' } })
  await expect(app.content.create({ collection: 'posts', data: {}, user, overrideAccess: true })).rejects.toThrow(
    'not allowed',
  )
})

test('a call inside an operation that gives a user, or overrideAccess, acts by that; req passed on stays who it was', async () => {
  const users: Untyped[] = []
  const calls: Untyped[] = [{ user: { id: 'u2', role: 'admin' } }, { overrideAccess: true }]
  await using app = await openContent({
    collections: [
      plain('posts', {
        afterChange: [
          async ({ req, operation }) => {
            if (operation === 'update') return void (await app.content.create({ collection: 'logs', data: {}, req }))
            for (const call of calls) await app.content.create({ collection: 'logs', data: {}, ...call })
          },
        ],
      }),
      plain(
        'logs',
        { beforeChange: [({ req }) => void users.push([req.user?.id, req.source])] },
        { create: ({ req }) => req.user?.role === 'admin' },
      ),
    ],
  })
  const req = { user, source: 'rest' as const, headers: new Headers({ 'x-a': '1' }) }
  const { id } = await app.content.create({ collection: 'posts', data: {}, req })
  expect(users).toEqual([
    ['u2', 'local'],
    ['u1', 'local'],
  ])
  users.length = 0
  await app.content.update({ collection: 'posts', id, data: {} })
  expect(users).toEqual([[undefined, 'local']])
  await expect(app.content.update({ collection: 'posts', id, data: {}, req })).rejects.toThrow('not allowed')
})

test('runAs makes Local API calls act as a request', async () => {
  await using app = await openContent({
    collections: [plain('posts', {}, { create: ({ req }) => req.user?.id === 'u1' })],
  })
  const make = (): Promise<unknown> => app.content.create({ collection: 'posts', data: {} })
  await expect(app.content.runAs({ user: null, source: 'rest' }, make)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await app.content.runAs({ user, source: 'rest' }, make)
})
