import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type GlobalConfig, type Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { posts } from './posts.ts'

/**
 * The seed is the description of hooks that this package grew out of. These are its examples of
 * root, collection, global and field hooks, named after their headings.
 */

describe('Root Hooks', () => {
  test('afterError', async () => {
    const logged: Untyped[] = []
    await using app = await openContent({
      collections: [
        posts({
          beforeChange: [
            () => {
              throw new Error('no')
            },
          ],
        }),
      ],
      hooks: {
        afterError: [
          ({ error, req }) => {
            logged.push({ message: error.message, stack: typeof error.stack, userId: req.user?.id })
            return error
          },
        ],
      },
    })
    const user = { id: 'u1' }
    await expect(app.content.create({ collection: 'posts', data: {}, user })).rejects.toThrow('no')
    expect(logged).toEqual([{ message: 'no', stack: 'string', userId: 'u1' }])
  })
})

const mails: string[] = []
const refunds: string[] = []
const orders: CollectionConfig = {
  slug: 'orders',
  access: open,
  fields: [
    { name: 'orderNumber', type: 'text' },
    { name: 'total', type: 'number' },
    { name: 'paymentStatus', type: 'select', options: ['open', 'paid'] },
    { name: 'paymentIntentId', type: 'text' },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'price', type: 'number', required: true },
        { name: 'quantity', type: 'number', required: true },
      ],
    },
  ],
  hooks: {
    beforeChange: [
      async ({ data, operation }) => {
        if (operation === 'create') data['orderNumber'] = 'N-1'
        if (data['items']) {
          data['total'] = data['items'].reduce((sum: number, item: Untyped) => sum + item.price * item.quantity, 0)
        }
        return data
      },
    ],
    afterChange: [
      ({ doc }) => {
        mails.push(`confirm ${doc['orderNumber']}`)
        return doc
      },
    ],
    beforeDelete: [
      ({ req }) => {
        if (req.user?.role !== 'admin') throw new Error('Only admins can delete orders')
      },
    ],
    afterDelete: [
      ({ doc }) => {
        if (doc['paymentStatus'] === 'paid') refunds.push(doc['paymentIntentId'])
      },
    ],
  },
}

test('Collection Hook Example', async () => {
  await using app = await openContent({ collections: [orders] })
  const items = [
    { price: 10, quantity: 2 },
    { price: 1, quantity: 3 },
  ]
  const data = { items, paymentStatus: 'paid', paymentIntentId: 'pi_1' }
  const order = await app.content.create({ collection: 'orders', data })
  expect(order).toMatchObject({ orderNumber: 'N-1', total: 23, items })
  expect(mails).toEqual(['confirm N-1'])

  const refused = app.content.delete({ collection: 'orders', id: order['id'], user: { id: 'u', role: 'editor' } })
  expect(toPublicError(await refused.catch((error: unknown) => error))).toEqual({
    status: 403,
    errors: [{ code: 'REFUSED_BY_HOOK', message: 'Only admins can delete orders' }],
  })
  expect(await app.content.count({ collection: 'orders' })).toEqual({ totalDocs: 1 })
  expect(refunds).toEqual([])

  await app.content.delete({ collection: 'orders', id: order['id'], user: { id: 'a', role: 'admin' } })
  expect(refunds).toEqual(['pi_1'])
  expect(await app.content.count({ collection: 'orders' })).toEqual({ totalDocs: 0 })
})

test('Global Hooks', async () => {
  const changes: Untyped[] = []
  const settings: GlobalConfig = {
    slug: 'settings',
    fields: [{ name: 'motto', type: 'text' }],
    hooks: {
      beforeChange: [
        ({ data, req }) => {
          if (req.user?.role !== 'admin') throw new Error('Only admins can modify global settings')
          changes.push({ changes: { ...data }, user: req.user.id })
          return data
        },
      ],
    },
  }
  await using app = await openContent({ globals: [settings] })
  const data = { motto: 'Write' }
  const refused = app.content.updateGlobal({ slug: 'settings', data, user: { id: 'u', role: 'editor' } })
  expect(toPublicError(await refused.catch((error: unknown) => error))).toEqual({
    status: 400,
    errors: [{ code: 'REFUSED_BY_HOOK', message: 'Only admins can modify global settings' }],
  })
  await app.content.updateGlobal({ slug: 'settings', data, user: { id: 'a', role: 'admin' } })
  expect(changes).toEqual([{ changes: { motto: 'Write' }, user: 'a' }])
  expect(await app.content.findGlobal({ slug: 'settings' })).toMatchObject({ motto: 'Write' })
})

test('Field Hook Example', async () => {
  const hashPassword = (value: string): string => createHash('sha256').update(value).digest('hex')
  await using app = await openContent({
    collections: [
      {
        slug: 'users',
        fields: [
          {
            name: 'password',
            type: 'text',
            hooks: {
              beforeChange: [
                ({ value, operation }) => {
                  if (operation === 'create' || (operation === 'update' && value)) return hashPassword(value)
                  return value
                },
              ],
              afterRead: [() => null],
            },
          },
          { name: 'title', type: 'text' },
          {
            name: 'slug',
            type: 'text',
            hooks: {
              beforeChange: [
                ({ value, data }) => {
                  if (!value && data['title']) return data['title'].toLowerCase()
                  return value
                },
              ],
            },
          },
          {
            name: 'email',
            type: 'email',
            hooks: {
              beforeValidate: [
                ({ value }) => {
                  if (value && value.endsWith('@spam-domain.com'))
                    throw new Error('Emails from spam domains are not allowed')
                  return value
                },
              ],
            },
          },
        ],
      },
    ],
  })
  const data = { password: 'secret', title: 'Ada', email: 'ada@example.org' }
  const user = await app.content.create({ collection: 'users', data })
  expect(user).toMatchObject({ password: null, slug: 'ada', email: 'ada@example.org' })

  const updated = await app.content.update({ collection: 'users', id: user['id'], data: { title: 'Ada L.' } })
  expect(updated).toMatchObject({ password: null, title: 'Ada L.' })
  const row = await app.storage.documents.findByID('users', user['id'])
  expect(row).toMatchObject({ password: hashPassword('secret'), title: 'Ada L.' })
  expect((await app.content.find({ collection: 'users' })).docs).toMatchObject([{ password: null }])

  const spam = app.content.create({ collection: 'users', data: { ...data, email: 'x@spam-domain.com' } })
  expect(toPublicError(await spam.catch((error: unknown) => error))).toEqual({
    status: 400,
    errors: [{ code: 'REFUSED_BY_HOOK', message: 'Emails from spam domains are not allowed' }],
  })
})
