import fc from 'fast-check'
import { expect, test } from 'vitest'
import { authRoom, email, password, type AuthRoom } from './auth-room.ts'
import { path } from './graphql-auth-queries.ts'

/** One attempt to sign in, and how a query dresses it up. */
interface Attempt {
  readonly email: string
  readonly dress: (field: string) => string
}

/** One query with these attempts, each under an alias of its own. */
const guesses = (attempts: readonly Attempt[]): string => {
  const fields = attempts.map(({ email: one, dress }, index) =>
    dress(`a${index}: loginUser(email: ${JSON.stringify(one)}, password: "wrong ${index}") { exp }`),
  )
  return `mutation { ${fields.join(' ')} }`
}

const plain = (field: string): string => field
const times = (count: number, one: string = email): Attempt[] =>
  Array.from({ length: count }, () => ({ email: one, dress: plain }))

type Answer = { data?: Record<string, unknown>; errors?: { extensions: { code: string; data?: unknown } }[] }

async function send(room: AuthRoom, query: string | readonly string[]): Promise<Answer[]> {
  const sent = typeof query === 'string' ? [query] : query
  const answer = await room.post(
    path,
    sent.map((one) => ({ query: one })),
  )
  return (await answer.json()) as Answer[]
}

const codes = (answers: readonly Answer[]): string[] =>
  answers.flatMap(({ errors = [] }) => errors.map(({ extensions }) => extensions.code))

const since = ({ content }: AuthRoom): (() => { failures: number; logins: number }) => {
  const { failures, logins } = { ...content.auth.counters }
  return () => ({ failures: content.auth.counters.failures - failures, logins: content.auth.counters.logins - logins })
}

const repeat = (count: number, code: string): string[] => Array.from({ length: count }, () => code)

test('aliases: each is an attempt, and after five failures the right password is refused, too', async () => {
  await using room = await authRoom()
  const right = `right: loginUser(email: "${email}", password: "${password}") { token }`
  const answers = await send(room, guesses(times(6)).replace(/\}$/, `${right} }`))
  expect(codes(answers)).toEqual([...repeat(5, 'AUTH_FAILED'), ...repeat(2, 'AUTH_DELAYED')])
  expect(answers[0]?.data).toMatchObject({ right: null })
  expect(answers[0]?.errors?.at(-1)?.extensions.data).toEqual({ retryAfter: 1 })
  expect(codes(await send(room, `mutation { ${right} }`))).toEqual(['AUTH_DELAYED'])
  expect((await room.post('/api/users/login', { email, password })).status).toBe(429)
})

test('batches: the same', async () => {
  await using room = await authRoom()
  const count = since(room)
  expect(
    codes(
      await send(
        room,
        Array.from({ length: 8 }, () => guesses(times(1))),
      ),
    ),
  ).toEqual([...repeat(5, 'AUTH_FAILED'), ...repeat(3, 'AUTH_DELAYED')])
  expect(count()).toEqual({ failures: 5, logins: 0 })
})

test('one address has twenty attempts in a minute, however many accounts, doors and requests they are spread over', async () => {
  await using room = await authRoom()
  const count = since(room)
  const some = (from: number): string =>
    guesses(Array.from({ length: 9 }, (_, i) => ({ email: `u${from + i}@x.org`, dress: plain })))
  const answers = await Promise.all([send(room, some(0)), send(room, some(9)), send(room, some(18))])
  const rest = [
    await room.post('/api/users/login', { email, password }),
    await room.post('/api/users/reset-password', { token: 'A'.repeat(43), password }),
  ]
  expect(codes(answers.flat()).toSorted()).toEqual([...repeat(7, 'AUTH_DELAYED'), ...repeat(20, 'AUTH_FAILED')])
  expect(rest.map(({ status }) => status)).toEqual([429, 429])
  expect(count()).toEqual({ failures: 20, logins: 0 })
  const reset = `mutation { resetPasswordUser(token: "${'A'.repeat(43)}", password: "12345678") { token } }`
  expect(codes(await send(room, reset))).toEqual(['AUTH_DELAYED'])
})

test('a request has room for nine passwords, in one query or in ten', async () => {
  await using room = await authRoom()
  const count = since(room)
  expect(codes(await send(room, guesses(times(10))))).toEqual(['GRAPHQL_COST'])
  expect(count()).toEqual({ failures: 0, logins: 0 })
  const answers = await send(
    room,
    Array.from({ length: 10 }, (_, i) => guesses(times(1, `u${i}@x.org`))),
  )
  expect(codes(answers)).toEqual([...repeat(9, 'AUTH_FAILED'), 'GRAPHQL_COST'])
})

test.each([
  ['query', 'initializedUser'],
  ['query', 'meUser { exp }'],
  ['mutation', 'logoutUser'],
  ['mutation', 'refreshTokenUser { exp }'],
  ['mutation', `forgotPasswordUser(email: "${email}")`],
  ['mutation', `unlockUser(email: "${email}")`],
])('%s { %s } is an operation, and costs as much, also without anything selected in it', async (kind, field) => {
  await using room = await authRoom()
  const many = (count: number): string =>
    `${kind} { ${Array.from({ length: count }, (_, i) => `a${i}: ${field}`).join(' ')} }`
  expect(codes(await send(room, many(51)))).toEqual(['GRAPHQL_COST'])
  expect(room.fired()).toEqual(['afterError'])
  expect(codes(await send(room, many(45)))).not.toContain('GRAPHQL_COST')
})

test('an account gets three mails, however many aliases ask for one; an address asks twenty times', async () => {
  await using room = await authRoom()
  const fields = Array.from({ length: 30 }, (_, i) => `a${i}: forgotPasswordUser(email: "${email}")`)
  expect(codes(await send(room, `mutation { ${fields.join(' ')} }`))).toEqual(repeat(10, 'AUTH_DELAYED'))
  await room.content.auth.idle()
  expect(room.mails).toHaveLength(3)
})

const dresses: readonly Attempt['dress'][] = [
  plain,
  (field) => `... on Mutation { ${field} }`,
  (field) => `... @include(if: true) { ${field} }`,
  (field) => `... @skip(if: false) { ... { ${field} } }`,
]
/** Two accounts, one of which there is not, however they are written. */
const spellings = [email, email.toUpperCase(), ` ${email}`, 'Ada@Example.org ', 'eve@example.org', 'EVE@example.org']
const attempt = fc.record({ email: fc.constantFrom(...spellings), dress: fc.constantFrom(...dresses) })
const query = fc.array(attempt, { minLength: 1, maxLength: 5 })
const request = fc.oneof(
  { weight: 3, arbitrary: fc.array(query, { minLength: 1, maxLength: 4 }).map((queries) => queries.map(guesses)) },
  { weight: 1, arbitrary: fc.constantFrom(...spellings) },
)

test('no mixture of aliases, fragments, batches, spellings, doors and requests at once has more than five passwords of an account compared', async () => {
  await using room = await authRoom()
  let most = 0
  const property = fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 6 }), async (requests) => {
    room.clock.time += 3 * 3_600_000
    const count = since(room)
    await Promise.all(
      requests.map((one) =>
        typeof one === 'string'
          ? room.post('/api/users/login', { email: one, password: 'wrong' }).then((answer) => answer.text())
          : send(room, one),
      ),
    )
    const { failures, logins } = count()
    expect(logins).toBe(0)
    expect(failures).toBeLessThanOrEqual(10)
    most = Math.max(most, failures)
  })
  await fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 12) })
  // That it was tried.
  expect(most).toBeGreaterThan(5)
}, 600_000)
