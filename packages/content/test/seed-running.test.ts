import { describe, expect, test } from 'vitest'
import { toPublicError, type CollectionConfig, type Untyped } from '../src/index.ts'
import { gate, openContent } from './open-content.ts'
import { posts } from './posts.ts'

/**
 * The seed is the description of hooks that this package grew out of. These are its examples of
 * how hooks run (awaiting, performance, context, errors), named after their headings.
 */

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
