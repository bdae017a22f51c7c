import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { anybody, fill, library } from './library.ts'
import { openGraphql, type GraphqlServer } from './open-graphql.ts'

const posts: CollectionConfig = {
  slug: 'posts',
  access: anybody,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'body', type: 'textarea' },
    { name: 'author', type: 'relationship', relationTo: 'users' },
    { name: 'editors', type: 'relationship', relationTo: 'users', hasMany: true },
  ],
}
const users: CollectionConfig = {
  slug: 'users',
  access: anybody,
  fields: [
    { name: 'name', type: 'text' },
    { name: 'bio', type: 'textarea' },
    { name: 'boss', type: 'relationship', relationTo: 'users' },
    { name: 'posts', type: 'join', collection: 'posts', on: 'author' },
  ],
}
const config = { collections: [posts, users] }

async function tenPosts({ content, asked }: GraphqlServer): Promise<void> {
  const boss = (await content.create({ collection: 'users', data: { name: 'Boss' } }))['id'] as string
  for (let number = 0; number < 10; number++) {
    const author = (await content.create({ collection: 'users', data: { name: `U${number}`, boss } }))['id'] as string
    await content.create({ collection: 'posts', data: { title: `T${number}`, author, editors: [author, boss] } })
  }
  asked()
}

test('a page of documents with a relationship is two statements, each with the columns that are selected', async () => {
  await using server = await openGraphql(config)
  await tenPosts(server)
  const { body } = await server.query('{ Posts { docs { title author { name } } } }')
  expect(body.data.Posts.docs).toHaveLength(10)
  expect(body.data.Posts.docs[0]).toEqual({ title: 'T9', author: { name: 'U9' } })
  expect(server.asked()).toEqual([
    { call: 'find', table: 'posts', columns: ['title', 'author'] },
    { call: 'find', table: 'users', columns: ['name'] },
  ])
})

test('relationships of one level are read together, whatever the fields and aliases that lead to them', async () => {
  await using server = await openGraphql(config)
  await tenPosts(server)
  const { body } = await server.query(`{ Posts {
    docs { a: author { name } b: author { bio boss { name } } editors { name boss { bio boss { id } } } }
    totalDocs
  } }`)
  expect(body.data.Posts.docs[0]).toEqual({
    a: { name: 'U9' },
    b: { bio: null, boss: { name: 'Boss' } },
    editors: [
      { name: 'U9', boss: { bio: null, boss: null } },
      { name: 'Boss', boss: null },
    ],
  })
  expect(server.asked()).toEqual([
    { call: 'find', table: 'posts', columns: ['author'] },
    { call: 'find', table: 'users', columns: ['name', 'bio', 'boss'] },
    { call: 'find', table: 'users', columns: ['name', 'bio', 'boss'] },
  ])
})

test.each([
  ['ids alone', '{ Posts { docs { id } } }', [{ call: 'find', table: 'posts', columns: [] }]],
  ['the name of the type', '{ Posts { docs { __typename } } }', [{ call: 'find', table: 'posts', columns: [] }]],
  ['a column', '{ Posts { docs { title } } }', [{ call: 'find', table: 'posts', columns: ['title'] }]],
  [
    'how many there are',
    '{ Posts(limit: 2) { docs { title } totalDocs } }',
    [
      { call: 'find', table: 'posts', columns: ['title'] },
      { call: 'count', table: 'posts', columns: undefined },
    ],
  ],
  [
    'a page of which nobody asks how many there are',
    '{ Posts(limit: 2) { docs { title } } }',
    [{ call: 'find', table: 'posts', columns: ['title'] }],
  ],
  [
    'a join, which is one statement for all documents',
    '{ Users(where: { name: { like: "U" } }) { docs { posts { docs { title } } } } }',
    [
      { call: 'find', table: 'users', columns: [] },
      { call: 'find', table: 'users', columns: ['id'] },
      { call: 'find', table: 'posts', columns: ['title'] },
    ],
  ],
])('what is asked of the database: %s', async (_what, query, statements) => {
  await using server = await openGraphql(config)
  await tenPosts(server)
  expect((await server.query(query)).body.errors).toBeUndefined()
  expect(server.asked()).toEqual(statements)
})

test('what a hook changes of a selection does not stay with the query', async () => {
  const selected: unknown[] = []
  const nosy: CollectionConfig = {
    ...posts,
    hooks: {
      beforeRead: [
        ({ query }) => {
          selected.push({ ...query.select })
          Object.assign(query.select ?? {}, { body: true })
        },
      ],
    },
  }
  await using server = await openGraphql({ collections: [nosy, users] })
  await tenPosts(server)
  for (let time = 0; time < 3; time++) await server.query('{ Posts { docs { title } } }')
  expect(selected).toEqual([{ title: true }, { title: true }, { title: true }])
})

test('of documents that are not selected, nothing is read for the depth of others', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  server.asked()
  const { body } = await server.query(
    '{ Books(where: { title: { equals: "Notes" } }) { docs { owner { relationTo } author { boss { name } } } } }',
  )
  expect(body.data.Books.docs).toEqual([{ owner: { relationTo: 'shops' }, author: { boss: { name: 'Grace' } } }])
})

test.each([
  ['deeper than the engine goes', 'author { boss { boss { boss { boss { boss { name } } } } } }', 'GRAPHQL_DEPTH'],
])('a selection %s is refused', async (_what, selection, code) => {
  await using server = await openGraphql(config)
  const { status, body } = await server.query(`{ Posts { docs { ${selection} } } }`)
  expect({ status, body }).toMatchObject({
    status: 200,
    body: { errors: [{ path: ['Posts'], extensions: { code } }], data: { Posts: null } },
  })
  expect(server.asked()).toEqual([])
})

test('joins with arguments inside of relationships, and several of one document, are read afterwards, each once', async () => {
  await using server = await openGraphql(config)
  await tenPosts(server)
  const { body } = await server.query(
    `query ($most: Int) { Posts(sort: "-title", limit: 2) { docs {
      title
      author { a: posts(where: { title: { like: "T" } }) { docs { title } totalDocs } none: posts(limit: $most, page: 2) { docs { id } } }
      editors { name posts { docs { title } } }
    } } }`,
    { most: 1 },
  )
  const post = (number: number): unknown => ({
    title: `T${number}`,
    author: { a: { docs: [{ title: `T${number}` }], totalDocs: 1 }, none: { docs: [] } },
    editors: [
      { name: `U${number}`, posts: { docs: [{ title: `T${number}` }] } },
      { name: 'Boss', posts: { docs: [] } },
    ],
  })
  expect(body).toEqual({ data: { Posts: { docs: [post(9), post(8)] } } })
  expect(server.asked().filter(({ table }) => table === 'users').length).toBeLessThanOrEqual(7)

  const several = await server.query(`{ Users(where: { name: { equals: "U3" } }) { docs {
    a: posts(limit: 1) { docs { title author { first: posts(limit: 1) { totalDocs } } } }
    b: posts(where: { title: { equals: "x" } }) { docs { title } totalDocs }
    c: posts(limit: 1) { hasNextPage }
  } } }`)
  const [user] = several.body.data.Users.docs
  expect(user).toEqual({
    a: { docs: [{ title: 'T3', author: { first: { totalDocs: 1 } } }] },
    b: { docs: [], totalDocs: 0 },
    c: { hasNextPage: false },
  })
})

test('joins are found in every place that a document can be in', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const joined = 'books(sort: "title", limit: 1) { docs { title } totalDocs }'
  const { body } = await server.post(
    {
      query: `{
        Books(where: { title: { equals: "Notes" } }) { docs {
          seen { relationTo value { ... on Person { name ${joined} } ... on Shop { city } } }
          chapters { by { name ${joined} } }
          content { ... on Book_Content_Quote { by { name ${joined} } } ... on Book_Content_BigNumber { value } }
        } }
        SiteSettings { home { author { name ${joined} } } }
      }`,
    },
    { 'x-role': 'editor' },
  )
  const ada = { name: 'Ada', books: { docs: [{ title: 'Notes' }], totalDocs: 2 } }
  const grace = { name: 'Grace', books: { docs: [{ title: 'Bare' }], totalDocs: 1 } }
  const hidden = { name: 'Hidden', books: { docs: [], totalDocs: 0 } }
  expect(body).toEqual({
    data: {
      Books: {
        docs: [
          {
            seen: [
              { relationTo: 'people', value: ada },
              { relationTo: 'people', value: hidden },
              { relationTo: 'shops', value: { city: 'Ulm' } },
            ],
            chapters: [{ by: grace }, { by: hidden }],
            content: [{ by: ada }, { value: 42 }],
          },
        ],
      },
      SiteSettings: { home: { author: grace } },
    },
  })
})
