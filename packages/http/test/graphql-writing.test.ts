import { expect, test } from 'vitest'
import { fill, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

const editor = { 'x-role': 'editor' }

test('a document with every type of field is created, changed, duplicated and deleted', async () => {
  await using server = await openGraphql(library)
  const { ids } = await fill(server)
  const { ada, grace, shop } = ids
  const selection = `
    title tags stock grades sold published status kinds binding place extra text author { name } others { name }
    owner { relationTo value { ... on Shop { city } } } seo { title image { city } } chapters { name by { name } }
    content { ... on Book_Content_Quote { text by { name } } ... on Book_Content_BigNumber { value } } meta { note } handle`
  const data = {
    title: 'New',
    tags: ['a'],
    secret: 'quite secret indeed',
    stock: 1.5,
    grades: [],
    sold: false,
    published: '2026-01-31',
    status: 'draft',
    kinds: ['crime', 'poem'],
    binding: 'paper',
    place: [1, 2],
    extra: { any: ['thing'] },
    text: { type: 'doc', content: [] },
    author: ada,
    others: [grace],
    owner: { relationTo: 'shops', value: shop },
    seo: { title: 'S', image: shop },
    chapters: [{ name: 'One', by: ada }],
    content: [
      { blockType: 'quote', text: 'Q', by: ada },
      { blockType: 'big-number', value: 1 },
    ],
    meta: { note: 'N' },
    handle: 'new',
  }
  const created = await server.post(
    {
      query: `mutation ($data: mutationBookInput!) { createBook(data: $data) { id ${selection} } }`,
      variables: { data },
    },
    editor,
  )
  expect(created.body.errors).toBeUndefined()
  const { id, ...book } = created.body.data.createBook
  const answered = {
    ...data,
    secret: undefined,
    published: '2026-01-31T00:00:00.000Z',
    author: { name: 'Ada' },
    others: [{ name: 'Grace' }],
    owner: { relationTo: 'shops', value: { city: 'Ulm' } },
    seo: { title: 'S', image: { city: 'Ulm' } },
    chapters: [{ name: 'One', by: { name: 'Ada' } }],
    content: [{ text: 'Q', by: { name: 'Ada' } }, { value: 1 }],
  }
  expect(book).toEqual(answered)

  const changed = await server.query(
    `mutation ($id: String!) {
      first: updateBook(id: $id, data: { status: out, seo: { title: null }, author: null, extra: { a: { b: [1] } } }) { ${selection} }
      second: duplicateBook(id: $id, data: { handle: "copy", title: "Copy" }) { title status stock }
      third: deleteBook(id: $id) { id }
    }`,
    { id },
  )
  expect(changed.body).toEqual({
    data: {
      first: {
        ...answered,
        status: 'out',
        seo: { title: null, image: { city: 'Ulm' } },
        author: null,
        extra: { a: { b: [1] } },
      },
      second: { title: 'Copy', status: 'out', stock: 1.5 },
      third: { id },
    },
  })
  expect((await server.query('query ($id: String!) { Book(id: $id) { id } }', { id })).body.data).toEqual({
    Book: null,
  })
})

test('a global is changed', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const { body } = await server.query(
    'mutation { updateSiteSettings(data: { name: "Mine", home: null }) { name home { id } } }',
  )
  expect(body).toEqual({ data: { updateSiteSettings: { name: 'Mine', home: null } } })
})

test('ids of documents that bring their own are sent on create, and stay', async () => {
  await using server = await openGraphql(library)
  const { body } = await server.query(
    'mutation { createNews(data: { id: 7, line: "x" }) { id } updateNews(id: 7, data: { line: "y" }) { id line } }',
  )
  expect(body).toEqual({ data: { createNews: { id: 7 }, updateNews: { id: 7, line: 'y' } } })
  const refused = await server.query('mutation { updateNews(id: 7, data: { id: 8 }) { id } }')
  expect(refused.body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_INVALID' } }])
})

test('mutations of one query run one after the other, each for itself', async () => {
  await using server = await openGraphql(library)
  const { body } = await server.query(`mutation {
    a: createShop(data: { id: "a", city: "Ulm" }) { id }
    b: createShop(data: { id: "a", city: "Bonn" }) { id }
    c: updateShop(id: "a", data: { city: "Köln" }) { city }
  }`)
  expect(body).toMatchObject({
    errors: [{ path: ['b'], extensions: { code: 'VALUE_TAKEN', path: 'id' } }],
    data: { a: { id: 'a' }, b: null, c: { city: 'Köln' } },
  })
})

test('everything that is wrong with the data is an error of its own, with the path of its field', async () => {
  await using server = await openGraphql(library)
  const { body } = await server.query(
    'mutation { createBook(data: { stock: 1, contact: "x", published: "soon" }) { id } }',
  )
  const place = { path: ['createBook'], locations: [{ line: 1, column: 12 }] }
  const wrong = (path: string, message: string): unknown => ({
    message,
    ...place,
    extensions: { code: 'VALIDATION', path },
  })
  expect(body).toEqual({
    errors: [
      wrong('title', 'is required'),
      wrong('contact', 'must be an email address'),
      wrong('published', 'must be a date such as 2026-01-31 or 2026-01-31T08:00:00Z'),
    ],
    data: { createBook: null },
  })
})

test('a mutation cannot be sent with GET', async () => {
  await using server = await openGraphql(library)
  const query = 'mutation { createShop(data: { id: "a" }) { id } }'
  const answer = await server.get(`/api/graphql?${new URLSearchParams({ query })}`)
  expect(answer).toMatchObject({ status: 405, body: { errors: [{ extensions: { code: 'GRAPHQL_GET_MUTATION' } }] } })
  expect(answer.headers.get('allow')).toBe('POST')
  expect(await server.content.count({ collection: 'shops' })).toEqual({ totalDocs: 0 })
})
