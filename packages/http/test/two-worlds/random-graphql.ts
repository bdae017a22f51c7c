import * as fc from 'fast-check'

const text = fc.constantFrom('"x"', '"y"', '"z"', '"bob"', '"carl"', '"taken-2"')
const number = fc.constantFrom('0', '1', '2', '3')
const id = fc.constantFrom('"post-1"', '"post-2"', '"ghost-1"', '"team-1"', '"team-2"', '"diary-1"', '"tag-1"')
const one = fc.constantFrom('equals', 'not_equals', 'like', 'contains', 'greater_than', 'less_than_equal')

const asked = (name: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.tuple(one, value).map(([operator, operand]) => `{ ${name}: { ${operator}: ${operand} } }`),
    },
    {
      weight: 1,
      arbitrary: fc.array(value, { minLength: 1, maxLength: 3 }).map((list) => `{ ${name}: { in: [${list.join()}] } }`),
    },
    { weight: 1, arbitrary: fc.boolean().map((there) => `{ ${name}: { exists: ${there} } }`) },
  )
const behind = (name: string, inner: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  inner.map((where) => `{ ${name}: { fields: ${where} } }`)

const ofTeam = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(asked('name', text), asked('id', id)) },
  { weight: 1, arbitrary: number.map((value) => `{ budget: { equals: ${value} } }`) },
)
const counted = (name: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom('equals', 'greater_than', 'less_than_equal'), number)
    .map(([operator, value]) => `{ ${name}: { ${operator}: ${value} } }`)
const condition = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.oneof(
      ...['title', 'slug', 'owner', 'meta__open', 'items__label'].map((name) => asked(name, text)),
      ...['id', 'team', 'tags'].map((name) => asked(name, id)),
      counted('views'),
      behind('team', ofTeam),
      behind('tags', fc.oneof(asked('name', text), behind('posts', asked('title', text)))),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      ...['secret', 'concealed', 'word', 'meta__inner', 'teamName'].map((name) => asked(name, text)),
      ...['price', 'items__margin', 'teamBudget'].map(counted),
      asked('diary', id),
      behind('diary', asked('text', text)),
      behind('tags', behind('posts', asked('secret', text))),
    ),
  },
)
const where = fc.oneof(
  { weight: 3, arbitrary: condition },
  { weight: 1, arbitrary: fc.tuple(condition, condition).map((both) => `{ AND: [${both.join()}] }`) },
  { weight: 1, arbitrary: fc.tuple(condition, condition).map((both) => `{ OR: [${both.join()}] }`) },
)

const fields = [
  'id',
  'title',
  'views',
  'published',
  'owner',
  'secret',
  'price',
  'teamName',
  'teamBudget',
  'updatedAt',
  'meta { open }',
  'meta { open inner }',
  'items { label }',
  'items { label margin id }',
  'team { id name }',
  'team { budget }',
  'diary { id }',
  'diary { text }',
  'tags { name }',
  'tags { name posts { docs { title secret } } }',
  'content { __typename }',
  'about { relationTo }',
  'mine: title',
  'team { ...Named }',
  '... on Post { slug secret }',
  '__typename',
]
/** Not in the schema, or nowhere at all: refused as a whole. */
const absent = ['concealed', 'word', 'nothing']
const selection = fc
  .tuple(fc.subarray(fields, { minLength: 1, maxLength: 6 }), fc.nat({ max: 30 }))
  .map(([chosen, one]) => [...chosen, ...absent.slice(one, one + 1)].join(' '))

const given = fc
  .record(
    {
      where,
      sort: fc.constantFrom(
        '"title"',
        '"-views"',
        '"secret"',
        '"team.budget"',
        '"-team.name"',
        '"price"',
        '"concealed"',
      ),
      limit: fc.constantFrom('1', '3', '100'),
      page: fc.constantFrom('1', '2'),
    },
    { requiredKeys: [] },
  )
  .map((all) => Object.entries(all).map(([name, value]) => `${name}: ${value}`))
  .map((all) => (all.length === 0 ? '' : `(${all.join(', ')})`))

const root = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(given, selection).map(([args, set]) => `Posts${args} { docs { ${set} } totalDocs }`),
  },
  { weight: 2, arbitrary: fc.tuple(id, selection).map(([which, set]) => `Post(id: ${which}) { ${set} }`) },
  { weight: 1, arbitrary: where.map((asking) => `countPosts(where: ${asking}) { totalDocs }`) },
  { weight: 1, arbitrary: ofTeam.map((asking) => `Teams(where: ${asking}) { docs { id name budget } totalDocs }`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'Settings { name token }',
      'Diaries { totalDocs }',
      'Diary(id: "diary-1") { text }',
      'Users { docs { email } }',
      'meUser { user { email } }',
    ),
  },
)

/** One or two questions under names of their own, one of which may stand in a fragment. */
export const graphqlRequests: fc.Arbitrary<{ query: string }> = fc
  .tuple(fc.array(root, { minLength: 1, maxLength: 2 }), fc.boolean())
  .map(([roots, apart]) => {
    const named = roots.map((each, index) => `q${index}: ${each}`)
    const [first = '', ...rest] = named
    const text = apart
      ? `query { ...Apart ${rest.join(' ')} } fragment Apart on Query { ${first} }`
      : `query { ${named.join(' ')} }`
    return { query: text.includes('...Named') ? `${text} fragment Named on Team { name budget }` : text }
  })
