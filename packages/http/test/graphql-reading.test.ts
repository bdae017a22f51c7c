import { expect, test } from 'vitest'
import { fill, library } from './library.ts'
import { openGraphql, type GraphqlServer } from './open-graphql.ts'

const editor = { 'x-role': 'editor' }

/** What REST answers with the same selection, as text. */
async function rest({ url }: GraphqlServer, path: string, headers: Record<string, string>): Promise<string> {
  return (await fetch(`${url}${path}`, { headers })).text()
}

test('every type of field is answered byte for byte as REST answers the same selection', async () => {
  await using server = await openGraphql(library)
  const { ids } = await fill(server)
  const { body } = await server.post(
    {
      query: `query ($id: String!) {
        Book(id: $id) {
          id title tags blurb sample contact handle stock grades sold published status kinds binding place extra text
          author { id name boss { id name boss { id } } }
          others { id name boss { id name boss { id } } }
          owner { relationTo value { ... on Shop { id city } } }
          seen { relationTo value { ... on Person { id name boss { id name boss { id } } } ... on Shop { id city } } }
          seo { title image { id city } }
          chapters { id name pages by { id name boss { id name boss { id } } } }
          content {
            ... on Book_Content_Quote { id blockType text by { id name boss { id name boss { id } } } }
            ... on Book_Content_BigNumber { id blockType value }
          }
          meta { note } margin authorName shout createdAt updatedAt
        }
      }`,
      variables: { id: ids['whole'] },
    },
    editor,
  )
  expect(body.errors).toBeUndefined()
  const query = 'depth=2&populate[people][name]=true&populate[people][boss]=true&populate[shops][city]=true'
  const whole = JSON.parse(await rest(server, `/api/books/${ids['whole']}?${query}`, editor)) as object
  expect(sorted(body.data.Book)).toBe(sorted(whole))
  expect(whole).toMatchObject({ title: 'Notes', place: [9.99, 48.4], margin: 7, shout: 'Notes!' })
})

/** JSON with the keys of every object in one order: GraphQL has that of the query. */
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  )

test('a page is that of REST, with the order and the names that the query gives', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const { body } = await server.post(
    {
      query: `{ Books(sort: "title", limit: 2, page: 1) {
        docs { id title status }
        totalDocs limit page totalPages pagingCounter hasNextPage hasPrevPage nextPage prevPage
      } }`,
    },
    editor,
  )
  const query = 'sort=title&limit=2&page=1&select[title]=true&select[status]=true'
  expect(JSON.stringify(body.data.Books)).toBe(await rest(server, `/api/books?${query}`, editor))

  const named = await server.query(
    '{ page: Books(limit: 1, sort: "title") { total: totalDocs docs { name: title __typename } } }',
  )
  expect(named.body).toEqual({ data: { page: { total: 2, docs: [{ name: 'Bare', __typename: 'Book' }] } } })
})

test('ids that are numbers stay numbers, however large', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const { body } = await server.query(
    'query ($id: Float!) { New: News(id: $id) { id line } allNews { docs { id } } }',
    {
      id: 5_000_000_000,
    },
  )
  expect(body).toEqual({ data: { New: { id: 5_000_000_000, line: 'N' }, allNews: { docs: [{ id: 5_000_000_000 }] } } })
})

test('globals and counts are there', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const { body } = await server.query(
    '{ SiteSettings { id name home { title author { name } } } countBooks(where: { title: { like: "b" } }) { totalDocs } }',
  )
  const settings = { id: 'site-settings', name: 'Library', home: { title: 'Bare', author: { name: 'Grace' } } }
  expect(body).toEqual({ data: { SiteSettings: settings, countBooks: { totalDocs: 1 } } })
})

test('joins answer with documents, and as many as are asked for', async () => {
  await using server = await openGraphql(library)
  const { ids } = await fill(server)
  const { body } = await server.post(
    {
      query: `query ($id: String!, $most: Int) {
        Person(id: $id) {
          books(sort: "-title", limit: $most, where: { title: { not_equals: "Bare" } }) {
            docs { title author { name } } hasNextPage totalDocs
          }
        }
        People(where: { name: { equals: "Ada" } }) { docs { boss { books { docs { title } } } } }
      }`,
      variables: { id: ids['ada'], most: 1 },
    },
    editor,
  )
  expect(body).toEqual({
    data: {
      Person: { books: { docs: [{ title: 'Sold out', author: { name: 'Ada' } }], hasNextPage: true, totalDocs: 2 } },
      People: { docs: [{ boss: { books: { docs: [{ title: 'Bare' }] } } }] },
    },
  })
})

test('fragments, directives and aliases select as they say', async () => {
  await using server = await openGraphql(library)
  const { ids } = await fill(server)
  const query = `
    query Q($id: String!, $with: Boolean!) {
      one: Book(id: $id) { ...Named author @include(if: $with) { name } a: stock b: stock }
      other: Book(id: $id) { ... on Book { seo { ... { title } } } ...Seo blurb @skip(if: true) }
    }
    fragment Named on Book { title author @skip(if: $with) { ...Boss } }
    fragment Boss on Person { boss { name } }
    fragment Seo on Book { seo { image { city } } owner { value { ... on Book_Owner { ... on Shop { city } } } } }`
  const other = { seo: { title: 'S', image: { city: 'Ulm' } }, owner: { value: { city: 'Ulm' } } }
  for (const [yes, author] of [
    [true, { name: 'Ada' }],
    [false, { boss: { name: 'Grace' } }],
    [true, { name: 'Ada' }],
  ] as const) {
    const { body } = await server.query(query, { id: ids['whole'], with: yes })
    expect(body).toEqual({ data: { one: { title: 'Notes', author, a: 3, b: 3 }, other } })
  }
})

test('a query can be sent with GET, and as one of several operations', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const query =
    'query A { Books { totalDocs } } query B($l: String) { Books(where: { title: { equals: $l } }) { totalDocs } }'
  const url = `/api/graphql?${new URLSearchParams({ query, operationName: 'B', variables: '{"l":"Bare"}' })}`
  expect(await server.get(url)).toMatchObject({
    status: 200,
    type: 'application/graphql-response+json; charset=utf-8',
    body: { data: { Books: { totalDocs: 1 } } },
  })
  expect(await server.get(url, { accept: 'application/json' })).toMatchObject({
    type: 'application/json; charset=utf-8',
  })
})

test('several queries in one request are answered in their order', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const { status, body } = await server.post([
    { query: 'mutation { createShop(data: { id: "new", city: "Bonn" }) { id } }' },
    { query: '{ Shop(id: "new") { city } }' },
    { query: '{ nothing }' },
  ])
  expect(status).toBe(400)
  expect(body).toMatchObject([
    { data: { createShop: { id: 'new' } } },
    { data: { Shop: { city: 'Bonn' } } },
    { errors: [{}] },
  ])
})

test('every operation can name a locale, as in REST', async () => {
  const locales: unknown[] = []
  const note = ({ req }: { req: { locale: unknown } }): void => void locales.push(req.locale)
  await using server = await openGraphql(library, {
    prepare: (hooks) => {
      for (const name of ['people:beforeRead', 'books:beforeRead', 'globals/site-settings:beforeRead'] as const)
        hooks.on(name, note as never)
    },
  })
  await fill(server)
  locales.length = 0
  const { body } = await server.query(
    `query ($l: String) {
      People(locale: $l) { docs { boss { books(limit: 1) { docs { id } } } } }
      SiteSettings(locale: "en") { name }
      countBooks { totalDocs }
    }`,
    { l: 'de-AT' },
  )
  expect(body.errors).toBeUndefined()
  expect(new Set(locales)).toEqual(new Set(['de-AT', 'en', undefined]))
  expect(locales.filter((locale) => locale === 'de-AT').length).toBeGreaterThan(2)
  const wrong = await server.query('{ countBooks(locale: "no such/thing") { totalDocs } }')
  expect(wrong.body.errors).toMatchObject([{ extensions: { code: 'HTTP_QUERY_SHAPE', path: 'locale' } }])
})
