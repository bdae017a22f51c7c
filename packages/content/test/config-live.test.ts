import { expect, test } from 'vitest'
import { problemsIn } from './problems-in.ts'

const fields = [{ name: 'title', type: 'text' }] as const

test('collections and globals may be live', () => {
  expect(
    problemsIn({
      collections: [{ slug: 'posts', live: true, fields }],
      globals: [{ slug: 'site', live: false, fields }],
    }),
  ).toEqual([])
})

test('`live` is refused where it is no boolean, on accounts, without timestamps, and beside fields whose names a live document needs itself', () => {
  const problems = problemsIn({
    collections: [
      { slug: 'posts', live: 'yes', fields },
      { slug: 'users', live: true, auth: true, fields },
      { slug: 'timeless', live: true, timestamps: false, fields },
    ],
    globals: [
      {
        slug: 'site',
        live: true,
        fields: [
          { type: 'row', fields: [{ name: 'crochet', type: 'text' }] },
          { name: 'fields', type: 'json' },
        ],
      },
    ],
  })
  expect(problems).toEqual([
    'collections.posts.live: write true, false, or { autosave: false }',
    'collections.users.live: accounts are not edited together; leave it out, or put what is in a collection of its own',
    'collections.timeless.live: by `updatedAt` a store sees that somebody else has written meanwhile; leave out `timestamps: false`',
    'globals.site.fields.fields: a live document has a `fields` of its own; rename the field',
    'globals.site.fields.crochet: a live document has a `crochet` of its own; rename the field',
  ])
})
