import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openExample, type Example } from './anonymous/example.ts'
import { sweepFiles, sweepGraphql, sweepRoutes, sweepSockets, type Row } from './anonymous/sweep.ts'

const resources = new AsyncDisposableStack()
let example: Example

beforeAll(async () => {
  // The example tells of every error and every post.
  for (const method of ['log', 'error'] as const) vi.spyOn(console, method).mockReturnValue()
  example = resources.use(await openExample())
})
afterAll(async () => {
  await resources.disposeAsync()
  vi.restoreAllMocks()
})

const tableOf = (title: string, rows: readonly Row[]): string =>
  [`## ${title}`, '| what | how | answer |', '|---|---|---|', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n')

const intro = `# What the example answers to somebody who is not signed in

Made by \`tests/doors/anonymous-sweep.test.ts\`, which asks every path the router has with every method, every root field of GraphQL, every
file and every WebSocket path, and fails when an answer is not the one below or something answers that is not listed. Look at what has
changed, then \`vitest run tests/doors/anonymous-sweep.test.ts --update\`.`

test('nobody in particular is answered exactly what the list of public things says', async () => {
  const parts = [
    intro,
    tableOf('Routes', await sweepRoutes(example)),
    tableOf('GraphQL', await sweepGraphql(example)),
    tableOf('Files', await sweepFiles(example)),
    tableOf('WebSockets', await sweepSockets(example)),
  ]
  await expect(`${parts.join('\n\n')}\n`).toMatchFileSnapshot('./public.md')
})

test('the account that was there is as it was', async () => {
  const { app, account } = example
  const [user, ...others] = (await app.find({ collection: 'users' })).docs
  expect(others).toEqual([])
  expect({ name: user?.['name'], role: user?.['role'] }).toEqual({ name: account['name'], role: account['role'] })
  const login = await app.login({ collection: 'users', data: { email: 'ada@example.org', password: 'correct horse' } })
  expect(login.user['id']).toBe(account['id'])
})
