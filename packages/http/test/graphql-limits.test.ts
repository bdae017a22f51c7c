import { expect, test } from 'vitest'
import { fill, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ')

/** Spreads 2³⁰ fields out of a few lines. */
const bomb = (inner: string): string =>
  `{ Books { docs { ...F0 } } } ${repeat(30, (index) => `fragment F${index} on Book { ...F${index + 1} ...F${index + 1} }`)}
   fragment F30 on Book { ${inner} }`

const nested = (open: string, count: number, close: string): string => open.repeat(count) + close.repeat(count)

test.each<[string, string, string]>([
  ['hundreds of aliases', `{ ${repeat(500, (index) => `a${index}: countBooks { totalDocs }`)} }`, 'GRAPHQL_COST'],
  ['fields that are repeated', `{ Books { docs { ${repeat(1000, () => 'title')} } } }`, 'GRAPHQL_COST'],
  ['aliases of one field', `{ Books { docs { ${repeat(1000, (index) => `a${index}: title`)} } } }`, 'GRAPHQL_COST'],
  ['relationships', `{ Books { docs { ${repeat(100, (index) => `a${index}: author { id }`)} } } }`, 'GRAPHQL_COST'],
  [
    'long lists in long lists',
    '{ People(limit: 250) { docs { books(limit: 250) { docs { author { id } } } } } }',
    'GRAPHQL_COST',
  ],
  ['fragments that spread fragments', bomb('title'), 'GRAPHQL_COST'],
  ['fragments that spread to nothing', bomb('__typename @skip(if: true)'), 'GRAPHQL_COST'],
  ['empty fragments', bomb('').replace('{  }', '{ }'), 'GRAPHQL_COST'],
  ['a fragment in itself', '{ Books { docs { ...A } } } fragment A on Book { title ...A }', 'GRAPHQL_CYCLE'],
  [
    'fragments in each other',
    '{ Books { docs { ...A } } } fragment A on Book { ...B } fragment B on Book { author { books { docs { ...A } } } }',
    'GRAPHQL_CYCLE',
  ],
  ['eleven levels', `{ Books { docs { author { ${'boss { '.repeat(8)} id ${'} '.repeat(8)} } } } }`, 'GRAPHQL_DEPTH'],
  [
    'eleven levels in fragments',
    `{ Books { docs { author { ...A } } } } fragment A on Person { ${'boss { '.repeat(4)} ...B ${'} '.repeat(4)} }
     fragment B on Person { ${'boss { '.repeat(4)} id ${'} '.repeat(4)} }`,
    'GRAPHQL_DEPTH',
  ],
  [
    'an unused operation',
    `query A { __typename } query B { ${repeat(100, (index) => `a${index}: countBooks { totalDocs }`)} }`,
    'GRAPHQL_COST',
  ],
  ['many words', `{ Books(where: { tags: { in: [${'"x" '.repeat(5000)}] } }) { totalDocs } }`, 'GRAPHQL_SYNTAX'],
  ['many comments', `{ __typename ${'#\n'.repeat(6000)} }`, 'GRAPHQL_SYNTAX'],
  [
    'lists in lists',
    `{ Books(where: { extra: { equals: ${nested('[', 2000, ']')} } }) { totalDocs } }`,
    'GRAPHQL_DEPTH',
  ],
  [
    'a list that goes as deep as a text may',
    `{ Books(where: { extra: { equals: ${nested('[', 196, ']')} } }) { totalDocs } }`,
    'WHERE_VALUE',
  ],
  ['inline fragments in each other', `{ Books { docs { ${nested('... {', 1600, '}')} } } }`, 'GRAPHQL_DEPTH'],
])('refused before anything is read: %s', async (_what, query, code) => {
  await using server = await openGraphql(library)
  await server.query('{ __typename }')
  server.asked()
  const { body } = await server.query(query, {}, query.startsWith('query A') ? { operationName: 'A' } : {})
  expect(body.errors).toMatchObject([{ extensions: { code } }])
  expect(server.asked()).toEqual([])
})

test('what a query costs is counted over its variables', async () => {
  await using server = await openGraphql(library)
  const query =
    'query ($n: Int = 10) { People(limit: $n) { docs { name books(limit: $n) { docs { title stock blurb status author { id } } } } } }'
  expect((await server.query(query)).body.errors).toBeUndefined()
  expect((await server.query(query, { n: 100 })).body.errors).toBeUndefined()
  expect((await server.query(query, { n: null })).body.errors).toBeUndefined()
  expect((await server.query(query, { n: 250 })).body.errors).toMatchObject([
    { extensions: { code: 'GRAPHQL_COST', data: { cost: 1740, limit: 1000 } } },
  ])
  expect((await server.query(query, { n: 'many' })).body.errors).toMatchObject([
    { extensions: { code: 'GRAPHQL_COST' } },
  ])
})

test('what a query costs is counted over all queries of a request', async () => {
  await using server = await openGraphql(library)
  const query = `{ ${repeat(8, (index) => `a${index}: Books { docs { title } }`)} }`
  const { body } = await server.post(Array(6).fill({ query }))
  expect(body.map((one: { errors?: { extensions: object }[] }) => one.errors?.[0]?.extensions)).toEqual([
    ...Array(5).fill(undefined),
    { code: 'GRAPHQL_COST', data: { cost: 1056, limit: 1000 } },
  ])
})

test('at the limit a query is answered, one above it is not', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const query = (fields: number): string => `{ Books { docs { ${repeat(fields, (index) => `a${index}: title`)} } } }`
  expect((await server.query(query(979))).body.errors).toBeUndefined()
  expect((await server.query(query(980))).body.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_COST' } }])
  const deep = '{ Books { docs { author { boss { boss { boss { boss { name } } } } } } } }'
  expect((await server.query(deep)).body.errors).toBeUndefined()
})

test('limits can be set', async () => {
  const limits = { graphqlCost: 23, graphqlDepth: 2, graphqlTokens: 10, graphqlBatch: 1 }
  await using server = await openGraphql(library, { limits })
  const code = async (query: string): Promise<unknown> => (await server.query(query)).body.errors?.[0].extensions.code
  expect(await code('{ countBooks { totalDocs } }')).toBeUndefined()
  expect(await code('{ Books { page page page page } }')).toBe('GRAPHQL_COST')
  expect(await code('{ Books { docs { id } } }')).toBe('GRAPHQL_DEPTH')
  expect(await code('{ Books { page page page page page page page } }')).toBe('GRAPHQL_SYNTAX')
  expect((await server.post(Array(2).fill({ query: '{ __typename }' }))).status).toBe(400)
})

test('the query of a development tool for the whole schema is answered', async () => {
  await using server = await openGraphql(library)
  const { getIntrospectionQuery } = await import('graphql')
  const { body } = await server.query(getIntrospectionQuery())
  expect(body.errors).toBeUndefined()
  expect(body.data.__schema.types.length).toBeGreaterThan(40)
})

test('documents are kept for a while, not for ever', async () => {
  await using server = await openGraphql(library)
  for (let number = 0; number < 60; number++) {
    const { body } = await server.query(`{ a${number}: __typename ${repeat(300, (index) => `b${index}: __typename`)} }`)
    expect(body.data[`a${number}`]).toBe('Query')
  }
})
