import { describe, expect, test } from 'vitest'
import type { Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'
import { posts } from './posts.ts'

/**
 * The seed is the description of hooks that this package grew out of. These are its examples of
 * common patterns, named after their headings.
 */

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
