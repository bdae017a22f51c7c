import { expect, test } from 'vitest'
import { problemsIn } from './problems-in.ts'

test('every error of the configuration is collected, with its path and what to write instead', () => {
  const problems = problemsIn({
    collections: [
      {
        slug: 'posts',
        colour: 'red',
        defaultSort: '-nothing',
        fields: [
          { name: 'title', type: 'txt' },
          { name: 'body', type: 'text', maxLenght: 3 },
          { name: 'Body', type: 'text', minLength: -1 },
          { name: 'id', type: 'text' },
          { name: 'createdAt', type: 'date' },
          { name: 'constructor', type: 'text' },
          { name: 'a.b', type: 'text' },
          { name: 'kind', type: 'select' },
          { name: 'rows', type: 'array', fields: [{ name: 'code', type: 'text', unique: true }] },
          { name: 'n', type: 'number', min: 3, max: 1, required: 'yes', validate: true },
          'text',
        ],
        hooks: { beforeSave: [], beforeChange: () => undefined, afterChange: [{}] },
        access: { read: true, publish: () => true },
      },
      { slug: 'Posts', fields: [] },
      { slug: 'globals', fields: {} },
    ],
    globals: [{ slug: 'a b', fields: [], hooks: { beforeDelete: [] } }],
    hooks: { afterEror: [] },
  })
  expect(problems).toMatchSnapshot()
})

test('a configuration without errors passes', () => {
  expect(
    problemsIn({ collections: [{ slug: 'posts', fields: [{ name: 'title', type: 'text', admin: { any: 1 } }] }] }),
  ).toEqual([])
})
