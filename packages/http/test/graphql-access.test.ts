import type { CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { fill, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

const editor = { 'x-role': 'editor' }

test('fields and documents that may not be read are null, or not in lists', async () => {
  await using server = await openGraphql(library)
  const { ids } = await fill(server)
  const query = `query ($id: String!, $hidden: String!) {
    Book(id: $id) {
      margin author { name email } others { name } seen { relationTo value { ... on Person { name } ... on Shop { city } } }
      chapters { by { name } }
    }
    Person(id: $hidden) { name }
    Books(sort: "title") { docs { title } totalDocs }
  }`
  const variables = { id: ids['whole'], hidden: ids['hidden'] }
  const asEditor = (await server.post({ query, variables }, editor)).body
  expect(asEditor.data).toMatchObject({
    Book: { margin: 7, author: { email: 'ada@example.org' }, others: [{}, { name: 'Hidden' }, {}] },
    Person: { name: 'Hidden' },
    Books: { totalDocs: 3 },
  })
  const { body } = await server.post({ query, variables })
  expect(body).toEqual({
    errors: [
      {
        message: 'Not found.',
        path: ['Person'],
        locations: [{ line: 6, column: 5 }],
        extensions: { code: 'NOT_FOUND' },
      },
    ],
    data: {
      Book: {
        margin: null,
        author: { name: 'Ada', email: null },
        others: [{ name: 'Ada' }, { name: 'Grace' }],
        seen: [
          { relationTo: 'people', value: { name: 'Ada' } },
          { relationTo: 'people', value: null },
          { relationTo: 'shops', value: { city: 'Ulm' } },
        ],
        chapters: [{ by: { name: 'Grace' } }, { by: null }],
      },
      Person: null,
      Books: { docs: [{ title: 'Bare' }, { title: 'Notes' }], totalDocs: 2 },
    },
  })
})

test.each([
  ['filtered by', 'Books(where: { margin: { equals: 7 } }) { totalDocs }'],
  ['counted by', 'countBooks(where: { margin: { exists: true } }) { totalDocs }'],
  ['sorted by', 'Books(sort: "margin") { totalDocs }'],
  ['filtered by through a reference', 'Books(where: { author: { fields: { email: { like: "ada" } } } }) { totalDocs }'],
  ['filtered by in a join', 'People { docs { books(where: { margin: { equals: 7 } }) { docs { id } } } }'],
  [
    'filtered by in a join of another document',
    'Books { docs { author { books(where: { margin: { equals: 7 } }) { docs { id } } } } }',
  ],
  ['sorted by in a join', 'People { docs { books(sort: "-margin") { docs { id } } } }'],
])('a field that may not be read cannot be %s', async (_what, query) => {
  await using server = await openGraphql(library)
  await fill(server)
  expect((await server.post({ query: `{ ${query} }` }, editor)).body.errors).toBeUndefined()
  const { body } = await server.query(`{ ${query} }`)
  expect(body.errors).toMatchObject([{ extensions: { code: 'WHERE_FIELD' } }])
  expect(body.errors[0].message).toMatch(/^"(?:books|people)" has no field `[\w.]+`\.$/)
})

test('hidden fields and passwords are not in the schema', async () => {
  await using server = await openGraphql(library)
  for (const name of ['inner', 'secret']) {
    expect((await server.query(`{ Books { docs { ${name} } } }`)).body.errors).toMatchObject([
      { extensions: { code: 'GRAPHQL_INVALID' } },
    ])
    const where = await server.query(`{ Books(where: { ${name}: { exists: true } }) { totalDocs } }`)
    expect(where.body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_INVALID' } }])
  }
})

test('a collection without a rule is for those who are signed in, and says nothing to others', async () => {
  await using server = await openGraphql(library)
  const query = '{ Lockeds { docs { line } } countLockeds { totalDocs } }'
  expect((await server.query(query)).body).toMatchObject({
    errors: [{ extensions: { code: 'FORBIDDEN' } }, { extensions: { code: 'FORBIDDEN' } }],
    data: { Lockeds: null, countLockeds: null },
  })
})

test('whoever is signed in asks as themselves: by token, and by cookie from pages of this server alone', async () => {
  const users: CollectionConfig = { slug: 'users', auth: true, fields: [{ name: 'name', type: 'text' }] }
  const notes: CollectionConfig = { slug: 'notes', fields: [{ name: 'text', type: 'text' }] }
  await using server = await openGraphql({ collections: [users, notes] })
  const account = { email: 'ada@example.org', password: 'a long enough one' }
  await server.content.create({ collection: 'users', data: { ...account, name: 'Ada' } })
  await server.content.create({ collection: 'notes', data: { text: 'N' } })
  const login = await fetch(`${server.url}/api/users/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(account),
  })
  const { token } = (await login.json()) as { token: string }
  const cookie = login.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const ask = async (headers: Record<string, string>): Promise<unknown> =>
    (await server.post({ query: '{ Notes { docs { text } } Users { docs { name email } } }' }, headers)).body.data
  const all = { Notes: { docs: [{ text: 'N' }] }, Users: { docs: [{ name: 'Ada', email: 'ada@example.org' }] } }
  expect(await ask({})).toEqual({ Notes: null, Users: null })
  expect(await ask({ authorization: `Bearer ${token}` })).toEqual(all)
  expect(await ask({ cookie, origin: server.url })).toEqual(all)
  expect(await ask({ cookie, origin: 'https://elsewhere.example' })).toEqual({ Notes: null, Users: null })
  const invisible = await server.query('{ Users { docs { password } } }')
  expect(invisible.body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_INVALID' } }])
})
