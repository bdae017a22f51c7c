import type { CollectionConfig, Doc } from '@crochet/content'
import { expect, test } from 'vitest'
import { email, password } from './auth-room.ts'
import { openGraphql, type GraphqlServer } from './open-graphql.ts'

const seen: Doc[] = []
const anybody = { create: () => true, read: () => true, update: () => true }

const collections: CollectionConfig[] = [
  {
    slug: 'team-members',
    auth: true,
    access: { read: ({ req }) => (req.user ? { id: { equals: req.user.id } } : false) },
    hooks: {
      afterLogin: [
        ({ user }) => {
          seen.push({ ...user })
          return { ...user, name: `${user['name']}, Countess` }
        },
      ],
    },
    fields: [
      { name: 'name', type: 'text' },
      { name: 'salary', type: 'number', access: { read: () => false } },
      { name: 'team', type: 'relationship', relationTo: 'teams' },
      { name: 'notes', type: 'join', collection: 'notes', on: 'author' },
    ],
  },
  {
    slug: 'teams',
    access: anybody,
    fields: [
      { name: 'name', type: 'text' },
      { name: 'motto', type: 'text' },
    ],
  },
  {
    slug: 'notes',
    access: anybody,
    fields: [
      { name: 'text', type: 'text' },
      { name: 'author', type: 'relationship', relationTo: 'team-members' },
    ],
  },
]

async function openTeam(): Promise<GraphqlServer> {
  const server = await openGraphql({ collections })
  const { content } = server
  const team = await content.create({ collection: 'teams', data: { name: 'Engines', motto: 'On' } })
  const data = { email, password, name: 'Ada', salary: 7, team: team['id'] }
  const ada = await content.create({ collection: 'team-members', data })
  for (const text of ['one', 'two']) await content.create({ collection: 'notes', data: { text, author: ada['id'] } })
  seen.length = 0
  server.asked()
  return server
}

const deep = 'name salary team { name } notes(sort: "text", limit: 1) { docs { text author { name } } totalDocs }'
const ada = {
  salary: null,
  team: { name: 'Engines' },
  notes: { docs: [{ text: 'one', author: { name: 'Ada' } }], totalDocs: 2 },
}
const variables = { email, password }
const login = (inside: string): string =>
  `mutation ($email: String!, $password: String) { loginTeamMember(email: $email, password: $password) { ${inside} } }`

test('relationships and joins of the account are read as they are selected', async () => {
  await using server = await openTeam()
  const { body } = await server.query(login(`token user { ${deep} }`), variables)
  expect(body).toEqual({
    data: { loginTeamMember: { token: expect.any(String), user: { name: 'Ada, Countess', ...ada } } },
  })
  const { token } = body.data.loginTeamMember
  const headers = { authorization: `Bearer ${token}` }
  const me = await server.post({ query: `{ meTeamMember { user { ${deep} } collection } }` }, headers)
  expect(me.body).toEqual({ data: { meTeamMember: { user: { name: 'Ada', ...ada }, collection: 'team-members' } } })
  const refreshed = await server.post({ query: `mutation { refreshTokenTeamMember { user { ${deep} } } }` }, headers)
  expect(refreshed.body).toEqual({ data: { refreshTokenTeamMember: { user: { name: 'Ada', ...ada } } } })
})

test('the same join with other arguments is read afterwards', async () => {
  await using server = await openTeam()
  const both = 'a: notes(sort: "text", limit: 1) { docs { text } } b: notes(sort: "-text", limit: 1) { docs { text } }'
  const { body } = await server.query(login(`user { ${both} }`), variables)
  expect(body).toEqual({
    data: { loginTeamMember: { user: { a: { docs: [{ text: 'one' }] }, b: { docs: [{ text: 'two' }] } } } },
  })
})

test('afterLogin sees the account as over REST, whatever is selected of it', async () => {
  await using server = await openTeam()
  await server.query(login('exp'), variables)
  await server.query(login('user { id }'), variables)
  await fetch(`${server.url}/api/team-members/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(variables),
  })
  const [one, two, rest] = seen
  expect(rest).toMatchObject({ email, name: 'Ada', team: expect.any(String) })
  expect(one).toEqual(rest)
  expect(two).toEqual(rest)
})

test('types are called as those of Payload', async () => {
  await using server = await openTeam()
  const { body } = await server.query(
    '{ __schema { queryType { fields { name type { name } } } mutationType { fields { name type { name } } } } }',
  )
  const { queryType, mutationType } = body.data.__schema
  type Field = { name: string; type: { name: string } }
  const named = [...queryType.fields, ...mutationType.fields].map(({ name, type }: Field) => `${name}: ${type.name}`)
  expect(named.filter((one) => /^(?:me|init|login|logout|refresh|forgot|reset|unlock)/.test(one))).toEqual([
    'meTeamMember: team_membersMe',
    'initializedTeamMember: Boolean',
    'loginTeamMember: team_membersLoginResult',
    'logoutTeamMember: String',
    'refreshTokenTeamMember: team_membersRefreshedTeamMember',
    'forgotPasswordTeamMember: Boolean',
    'resetPasswordTeamMember: team_membersResetPassword',
    'unlockTeamMember: Boolean',
  ])
})

test.each([
  ['depth', { depth: 9 }],
  ['populate', { populate: { nothing: {} } }],
  ['joins', { joins: { nothing: {} } }],
])('the Local API refuses a wrong %s before anything is compared', async (_what, wrong) => {
  await using server = await openTeam()
  const { auth } = server.content
  const before = auth.counters.failures
  const data = { email, password: 'wrong' }
  await expect(auth.login({ collection: 'team-members', data, ...wrong })).rejects.toMatchObject({ status: 400 })
  expect(auth.counters.failures).toBe(before)
})
