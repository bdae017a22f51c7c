import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { ask } from './ask.ts'
import type { Example, Route } from './example.ts'
import { openAnonymously } from './open-anonymously.ts'
import { documentsOf, questionFor } from './questions.ts'
import { rootQueries } from './root-fields.ts'

/** What was asked, how, and what came. */
export type Row = readonly [what: string, how: string, answer: string]

/** Every path of the router with every method that the server has. Methods with one answer are one row. */
export async function sweepRoutes(example: Example): Promise<Row[]> {
  const rows: Row[] = []
  for (const route of example.routes) {
    const answers: [method: string, answer: string][] = []
    for (const method of route.overridden ? ['POST'] : example.methods) {
      answers.push([method, await ask(example.url, questionFor(route, method, await documentsOf(example)))])
    }
    rows.push(...byAnswer(route, answers))
  }
  return rows
}

/** HEAD has no body to tell an answer by: it belongs to the one with its status. */
function byAnswer({ url, overridden }: Route, answers: readonly [method: string, answer: string][]): Row[] {
  const told = answers.map(([, answer]) => answer)
  const groups = Map.groupBy(answers, ([, answer]) => told.find((other) => other.startsWith(`${answer} `)) ?? answer)
  return [...groups].map(([answer, asked]) => {
    const methods = asked.map(([method]) => method).join(', ')
    return [url, overridden ? `${methods} for GET` : methods, answer]
  })
}

/** Every root field of GraphQL. */
export async function sweepGraphql(example: Example): Promise<Row[]> {
  const description = { query: '{ __schema { types { name } } }' }
  const asked = (body: object): Promise<string> => ask(example.url, { method: 'POST', path: '/api/graphql', body })
  const rows: Row[] = [['query __schema (not in production)', 'POST', await asked(description)]]
  for (const { name, query } of await rootQueries(example.url)) {
    rows.push([name, 'POST', await asked(query(await documentsOf(example)))])
  }
  return rows
}

/** What lies in `public/`, and names of what lies beside it. */
export async function sweepFiles({ url, root }: Example): Promise<Row[]> {
  const folder = join(root, 'public')
  const below = readdirSync(folder, { recursive: true, withFileTypes: true })
  const inside = below.map((entry) => `/${relative(folder, join(entry.parentPath, entry.name))}`)
  const rows: Row[] = []
  for (const path of ['/', ...inside.toSorted()]) rows.push([path, 'GET', await ask(url, { method: 'GET', path })])

  const beside = readdirSync(root).filter((name) => name !== 'public')
  for (const prefix of ['/', '/../', '/%2e%2e/', '/assets/..%2f..%2f', '//', '/%5c..%5c']) {
    const answers = await Promise.all(beside.map((name) => ask(url, { method: 'GET', path: prefix + name })))
    rows.push([`${prefix}… (each name beside \`public/\`)`, 'GET', [...new Set(answers)].join(', ')])
  }
  return rows
}

const upgrade = {
  connection: 'upgrade',
  upgrade: 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
}

/** WebSockets: at every path that receives them, from a page of elsewhere, and at every other path; then documents of each socket. */
export async function sweepSockets({ url, routes, sockets }: Example): Promise<Row[]> {
  const rows: Row[] = []
  const open = (path: string, origin?: string): Promise<string> =>
    ask(url, { method: 'GET', path, headers: { ...upgrade, ...(origin !== undefined && { origin }) } })
  for (const path of sockets) {
    rows.push([path, 'opened', await open(path)])
    rows.push([path, 'opened by a page of elsewhere', await open(path, 'https://elsewhere.example')])
    for (const name of ['newsroom/front-page', 'newsroom/another', 'posts/none', 'elsewhere']) {
      for (const token of ['', 'made-up']) {
        const how = `document ${name}, ${token === '' ? 'no token' : 'a token that nobody has'}`
        rows.push([path, how, await openAnonymously({ url: url.replace('http', 'ws') + path, name, token })])
      }
    }
  }
  const others = await Promise.all(
    routes.filter((route) => !sockets.includes(route.url)).map((route) => open(route.url)),
  )
  return [...rows, ['every other path', 'opened', [...new Set(others)].join(', ')]]
}
