import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type GlobalConfig, type Untyped } from '../src/index.ts'
import { gate, open, openContent } from './open-content.ts'

/** Every example of the description of hooks that this package grew out of, named after its heading. */

const posts = (hooks: CollectionConfig['hooks'], more: CollectionConfig['fields'] = []): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields: [{ name: 'title', type: 'text' }, ...more],
  ...(hooks === undefined ? {} : { hooks }),
})

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

describe('Awaited vs. non-blocking hooks', () => {
  test('Awaited', async () => {
    const generateUniqueSlug = async (title: string): Promise<string> => Promise.resolve(`${title.toLowerCase()}-1`)
    await using app = await openContent({
      collections: [
        posts(
          {
            beforeChange: [
              async ({ data }) => {
                data['slug'] = await generateUniqueSlug(data['title'])
                return data
              },
            ],
          },
          [{ name: 'slug', type: 'text' }],
        ),
      ],
    })
    expect(await app.content.create({ collection: 'posts', data: { title: 'Hello' } })).toMatchObject({
      slug: 'hello-1',
    })
  })

  test('Non-blocking', async () => {
    const answered = gate()
    const sent: string[] = []
    const done = gate()
    await using app = await openContent({
      collections: [
        posts({
          afterChange: [
            ({ doc }) => {
              void answered.opened.then(() => {
                sent.push(doc['title'])
                done.open()
              })
              return doc
            },
          ],
        }),
      ],
    })
    await app.content.create({ collection: 'posts', data: { title: 'Hello' } })
    expect(sent).toEqual([])
    answered.open()
    await done.opened
    expect(sent).toEqual(['Hello'])
  })
})

describe('Performance', () => {
  test('Writing efficient hooks', async () => {
    await using app = await openContent({
      collections: [
        posts({
          afterRead: [({ doc }) => ({ ...doc, relatedData: `about ${doc['title']}` })],
          afterChange: [
            ({ doc }) => {
              doc['cachedData'] = 'kept'
              return doc
            },
          ],
        }),
      ],
    })
    const doc = await app.content.create({ collection: 'posts', data: { title: 'A' } })
    expect(doc).toMatchObject({ relatedData: 'about A', cachedData: 'kept' })
    const read = await app.content.findByID({ collection: 'posts', id: doc['id'] })
    expect(read).toMatchObject({ relatedData: 'about A' })
    expect(read).not.toHaveProperty('cachedData')
  })

  test('Using Hook Context', async () => {
    let runs = 0
    const once: NonNullable<NonNullable<CollectionConfig['hooks']>['beforeChange']>[number] = async ({
      data,
      context,
    }) => {
      if (context['alreadyProcessed']) return data
      context['alreadyProcessed'] = true
      data['processed'] = await Promise.resolve(`run ${++runs}`)
      return data
    }
    const twice = async (args: Parameters<Extract<typeof once, Function>>[0]): Promise<Untyped> =>
      (once as Extract<typeof once, Function>)(args)
    await using app = await openContent({
      collections: [posts({ beforeChange: [once, twice] }, [{ name: 'processed', type: 'text' }])],
    })
    expect(await app.content.create({ collection: 'posts', data: {} })).toMatchObject({ processed: 'run 1' })
    expect(await app.content.create({ collection: 'posts', data: {} })).toMatchObject({ processed: 'run 2' })
  })

  test('Offloading to the jobs queue', async () => {
    const queue: Untyped[] = []
    await using app = await openContent({
      collections: [
        posts({
          afterChange: [
            ({ doc }) => {
              queue.push({ userId: doc['id'], title: doc['title'] })
              return doc
            },
          ],
        }),
      ],
    })
    const { id } = await app.content.create({ collection: 'posts', data: { title: 'A' } })
    expect(queue).toEqual([{ userId: id, title: 'A' }])
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

test('Hook Context', async () => {
  const processed: Untyped[] = []
  await using app = await openContent({
    collections: [
      posts({
        beforeChange: [
          ({ data, context }) => {
            context['originalData'] = { ...data }
            return data
          },
          ({ data, context }) => {
            const changed = Object.keys(data).some((key) => data[key] !== context['originalData'][key])
            if (!changed) return data
            processed.push(data)
            return data
          },
        ],
      }),
    ],
  })
  await app.content.create({ collection: 'posts', data: { title: 'A' } })
  expect(processed).toEqual([])
})

test('Error Handling in Hooks', async () => {
  let isDown = false
  const validate = async (): Promise<{ valid: boolean }> => {
    if (isDown) throw new Error('service is down')
    return { valid: true }
  }
  await using app = await openContent({
    collections: [
      posts(
        {
          beforeChange: [
            async ({ data }) => {
              try {
                const result = await validate()
                return { ...data, validated: result.valid }
              } catch (error) {
                throw new Error(`Validation failed: ${(error as Error).message}`)
              }
            },
          ],
        },
        [{ name: 'validated', type: 'checkbox' }],
      ),
    ],
  })
  expect(await app.content.create({ collection: 'posts', data: {} })).toMatchObject({ validated: true })
  isDown = true
  const failed = await app.content.create({ collection: 'posts', data: {} }).catch((error: unknown) => error)
  expect(toPublicError(failed)).toMatchObject({
    status: 400,
    errors: [{ message: 'Validation failed: service is down' }],
  })
})

describe('Common Hook Patterns', () => {
  test('1. Data Transformation', async () => {
    await using app = await openContent({
      collections: [
        posts(
          {
            beforeChange: [
              ({ data }) => {
                if (data['phoneNumber']) data['phoneNumber'] = data['phoneNumber'].replace(/[^0-9]/g, '')
                return data
              },
            ],
          },
          [{ name: 'phoneNumber', type: 'text' }],
        ),
      ],
    })
    const doc = await app.content.create({ collection: 'posts', data: { phoneNumber: '+49 (30) 12-34' } })
    expect(doc['phoneNumber']).toBe('49301234')
  })

  test('2. Data Validation', async () => {
    await using app = await openContent({
      collections: [
        posts(
          {
            beforeChange: [
              ({ data }) => {
                if (data['price'] < 0) throw new Error('Price cannot be negative')
                return data
              },
            ],
          },
          [{ name: 'price', type: 'number' }],
        ),
      ],
    })
    await expect(app.content.create({ collection: 'posts', data: { price: -1 } })).rejects.toThrow(
      'Price cannot be negative',
    )
    expect(await app.content.count({ collection: 'posts' })).toEqual({ totalDocs: 0 })
  })

  test('3. External Integration', async () => {
    const synced: Untyped[] = []
    await using app = await openContent({
      collections: [
        posts({
          afterChange: [
            ({ doc }) => {
              synced.push(['users', doc['title']])
              return doc
            },
          ],
        }),
      ],
    })
    await app.content.create({ collection: 'posts', data: { title: 'A' } })
    expect(synced).toEqual([['users', 'A']])
  })

  test('4. Caching', async () => {
    await using app = await openContent({
      collections: [
        posts({
          beforeRead: [
            ({ context }) => {
              if (context['cacheHit']) return { ...context['cachedData'] }
              return null
            },
          ],
        }),
      ],
    })
    const { id } = await app.content.create({ collection: 'posts', data: { title: 'stored' } })
    expect(await app.content.findByID({ collection: 'posts', id })).toMatchObject({ title: 'stored' })
    app.fired()
    const context = { cacheHit: true, cachedData: { id, title: 'cached' } }
    expect(await app.content.findByID({ collection: 'posts', id, context })).toEqual({ id, title: 'cached' })
    expect(app.fired()).toEqual([
      'posts:beforeOperation',
      'posts:beforeRead',
      'posts.title:afterRead',
      'posts:afterRead',
      'posts:afterOperation',
    ])
  })

  test('5. Auditing', async () => {
    await using app = await openContent({
      collections: [
        posts({
          afterChange: [
            async ({ doc, req }) => {
              const data = {
                collection: 'posts',
                documentId: doc['id'],
                changes: doc,
                user: req.user.id,
                at: new Date(),
              }
              await app.content.create({ collection: 'audit', data })
              return doc
            },
          ],
        }),
        {
          slug: 'audit',
          access: open,
          fields: [
            { name: 'collection', type: 'text' },
            { name: 'documentId', type: 'text' },
            { name: 'changes', type: 'json' },
            { name: 'user', type: 'text' },
            { name: 'at', type: 'date' },
          ],
        },
      ],
    })
    const doc = await app.content.create({ collection: 'posts', data: { title: 'A' }, user: { id: 'u1' } })
    const audit = await app.content.find({ collection: 'audit' })
    expect(audit.docs).toMatchObject([
      { collection: 'posts', documentId: doc['id'], user: 'u1', changes: { title: 'A' } },
    ])
  })
})
