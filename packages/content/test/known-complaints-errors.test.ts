import { expect, test } from 'vitest'
import type { AfterError, ErrorAnswer, Untyped } from '../src/index.ts'
import { openContent } from './open-content.ts'
import { withHooks } from './with-hooks.ts'

/**
 * What users of Payload have suffered from in what hooks are told of a call and of an error (issues and pull requests of
 * payloadcms/payload), each as the behaviour that takes its place here. Numbered as in `known-complaints-writes.test.ts`.
 */

test('complaint 11 (#16180): what the caller asked for reaches every hook of the operation, and none of another', async () => {
  const seen: Untyped[] = []
  const look = ({ operation, context }: Untyped): void =>
    void seen.push([operation, context.silent, context.asked?.select])
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        beforeOperation: [({ args, context }) => void (context['asked'] = args)],
        beforeChange: [look],
        afterChange: [
          look,
          async ({ context }) => {
            if (context['silent'] === true) await app.content.create({ collection: 'tags', data: { title: 'nested' } })
          },
        ],
        afterCommit: [look],
      }),
      withHooks('tags', { afterChange: [look] }),
    ],
  })
  const select = { title: true }
  const context = { silent: true }
  await Promise.all([
    app.content.create({ collection: 'posts', data: { title: 'A' }, select, context }),
    app.content.create({ collection: 'posts', data: { title: 'B' } }),
  ])
  expect(seen).toHaveLength(7)
  expect(seen.filter(([, silent]) => silent === true)).toEqual(
    Array.from({ length: 4 }, () => ['create', true, select]),
  )
  expect(seen.filter(([, silent]) => silent === undefined)).toEqual(
    Array.from({ length: 3 }, () => ['create', undefined, undefined]),
  )
  expect(context).toEqual({ silent: true })
})

test('complaint 19 (#8389, #10468): afterError is a list, each handler is given one object, and a GraphQL error keeps its answer', async () => {
  const heard: Untyped[] = []
  const answer =
    (name: string, given: ErrorAnswer) =>
    ({ error, source, graphqlResult, answer: before }: AfterError): ErrorAnswer => {
      heard.push([name, error.message, source, graphqlResult, { ...before }])
      return given
    }
  await using app = await openContent({
    collections: [
      withHooks('posts', {
        afterError: [answer('first', { status: 418 }), answer('second', { response: { own: 1 } })],
      }),
    ],
    hooks: { afterError: [answer('root', { status: 409 })] },
  })
  const graphqlResult = { errors: [{ message: 'hidden' }] }
  const told = await app.content.reportError(new Error('no'), { source: 'graphql', collection: 'posts', graphqlResult })
  expect(told).toEqual({ status: 409, response: { own: 1 } })
  expect(heard).toEqual([
    ['first', 'no', 'graphql', graphqlResult, {}],
    ['second', 'no', 'graphql', graphqlResult, { status: 418 }],
    ['root', 'no', 'graphql', graphqlResult, { status: 418, response: { own: 1 } }],
  ])
})
