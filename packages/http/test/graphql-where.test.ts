import { expect, test } from 'vitest'
import type { GraphQLEnumType, GraphQLInputObjectType } from 'graphql'
import { buildSchema } from '../src/graphql/schema/build-schema.ts'
import { fill, library } from './library.ts'
import { openGraphql } from './open-graphql.ts'

const editor = { 'x-role': 'editor' }

test.each<[string, string, string[]]>([
  ['text', 'title: { equals: "Notes" }', ['Notes']],
  ['search', 'title: { like: "OUT sold" }', ['Sold out']],
  ['a list', 'tags: { contains: "new" }', ['Notes']],
  ['a list of numbers', 'grades: { contains: 2.5 }', ['Notes']],
  ['a number', 'stock: { greater_than: 0, less_than_equal: 2 }', ['Bare']],
  ['a checkbox', 'sold: { not_equals: true }', ['Bare', 'Sold out']],
  ['a date', 'published: { less_than: "2026-02-01" }', ['Notes']],
  ['a choice', 'status: { in: [out, draft] }', ['Notes']],
  ['choices', 'kinds: { all: [poem] }', ['Notes']],
  ['a choice that is no name', 'binding: { equals: "hard-cover" }', ['Notes']],
  ['a point', 'place: { equals: [9.99, 48.4] }', ['Notes']],
  ['JSON inside', 'extra: { at: "size.width", equals: 3 }', ['Notes']],
  ['JSON in a list', 'extra: { at: "list", contains: "x" }', ['Notes']],
  ['presence', 'text: { exists: false }', ['Bare', 'Sold out']],
  ['a group', 'seo__title: { equals: "S" }', ['Notes']],
  ['rows', 'chapters__pages: { greater_than: 15 }', ['Notes']],
  ['blocks', 'content__blockType: { equals: "big-number" }', ['Notes']],
  ['one block', 'content__big_number__value: { equals: 42 }', ['Notes']],
  ['a reference', 'author: { exists: true, fields: { name: { equals: "Ada" } } }', ['Notes', 'Sold out']],
  [
    'a reference through another',
    'author: { fields: { boss: { fields: { name: { like: "grace" } } } } }',
    ['Notes', 'Sold out'],
  ],
  ['references', 'others: { fields: { OR: [{ name: { equals: "Hidden" } }, { name: { equals: "x" } }] } }', ['Notes']],
  ['a reference in a group', 'seo__image: { fields: { city: { equals: "Ulm" } } }', ['Notes']],
  ['one of several collections', 'owner: { equals: { relationTo: "shops", value: "corner" } }', ['Notes']],
  ['the collection of a reference', 'owner__relationTo: { equals: "shops" }', ['Notes']],
  ['the id in a reference', 'seen__value: { contains: "corner" }', ['Notes']],
  ['all of several', 'title: { exists: true }, AND: [{ stock: { equals: 1 } }, { tags: { exists: false } }]', ['Bare']],
  ['one of several', 'OR: [{ stock: { equals: 1 } }, { AND: [{ stock: { equals: 0 } }] }]', ['Bare', 'Sold out']],
  ['the value of another document', 'authorName: { equals: "Grace" }', ['Bare']],
  [
    'documents on the other side',
    'author: { fields: { books: { exists: true, fields: { stock: { equals: 0 } } } } }',
    ['Notes', 'Sold out'],
  ],
  ['nothing', '', ['Bare', 'Notes', 'Sold out']],
])('where: %s', async (_what, where, titles) => {
  await using server = await openGraphql(library)
  await fill(server)
  const { body } = await server.post(
    { query: `{ Books(where: { ${where} }, sort: "title") { docs { title } } }` },
    editor,
  )
  expect(body).toEqual({ data: { Books: { docs: titles.map((title) => ({ title })) } } })
})

test('every operator that the schema offers is one that the content engine knows', async () => {
  await using server = await openGraphql(library)
  const schema = buildSchema({ collections: server.content.collections, globals: [] }, 5)
  const type = schema.getType('Book_where') as GraphQLInputObjectType
  const wrong: unknown[] = []
  let tried = 0
  for (const [key, { type: operators }] of Object.entries(type.getFields())) {
    if (key === 'AND' || key === 'OR') continue
    for (const [operator, { type: value }] of Object.entries((operators as GraphQLInputObjectType).getFields())) {
      if (operator === 'fields' || operator === 'at') continue
      tried++
      const literal = exampleOf(
        String(value),
        schema.getType(String(value).replaceAll(/[[\]!]/g, '')) as GraphQLEnumType,
        operator,
      )
      const query = `{ countBooks(where: { ${key}: { ${operator}: ${literal} } }) { totalDocs } }`
      const { body } = await server.post({ query }, editor)
      if (body.errors !== undefined) wrong.push([key, operator, literal, body.errors[0].message])
    }
  }
  expect(wrong).toEqual([])
  expect(tried).toBeGreaterThan(200)
})

function exampleOf(type: string, named: GraphQLEnumType, operator: string): string {
  switch (type) {
    case 'Boolean':
    case '[Boolean]':
      return 'true'
    case 'Float':
    case '[Float]':
      return '1'
    case '[Float!]':
      return '[1, 2]'
    case 'DateTime':
    case '[DateTime]':
      return '"2026-01-31"'
    case 'reference_input':
    case '[reference_input]':
      return '{ relationTo: "shops", value: "corner" }'
    case 'JSON':
      return operator === 'contains' ? '"x"' : '1'
    case 'String':
    case '[String]':
    case '[JSON]':
      return '"2026"'
    default:
      return named.getValues()[0]?.name ?? ''
  }
}

test('variables carry conditions, and what is null is refused instead of left out', async () => {
  await using server = await openGraphql(library)
  await fill(server)
  const query = 'query ($where: Book_where) { Books(where: $where, sort: "title") { docs { title } } }'
  const titles = async (where: unknown): Promise<unknown> =>
    (await server.post({ query, variables: { where } }, editor)).body
  expect(await titles({ author: { fields: { name: { equals: 'Grace' } } } })).toEqual({
    data: { Books: { docs: [{ title: 'Bare' }] } },
  })
  expect(await titles(null)).toMatchObject({ data: { Books: { docs: [{}, {}, {}] } } })
  for (const where of [
    { author: { fields: null } },
    { title: null },
    { AND: null },
    { AND: [null] },
    { extra: { at: null, equals: 1 } },
  ]) {
    expect(await titles(where)).toMatchObject({
      errors: [{ extensions: { code: expect.stringMatching(/^WHERE_/) } }],
      data: { Books: null },
    })
  }
})

test('the limits of queries are those of every door', async () => {
  await using server = await openGraphql(library)
  const deep = `${'{ AND: ['.repeat(12)}{}${'] }'.repeat(12)}`
  for (const [args, code] of [
    [`where: ${deep}`, 'WHERE_LIMIT'],
    ['limit: 251', 'PAGE_RANGE'],
    ['page: 0', 'PAGE_RANGE'],
    ['sort: "nothing"', 'WHERE_FIELD'],
  ]) {
    const { body } = await server.query(`{ Books(${args}) { docs { id } } }`)
    expect(body.errors).toMatchObject([{ path: ['Books'], extensions: { code } }])
  }
})
