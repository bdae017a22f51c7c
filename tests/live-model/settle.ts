import { setTimeout as pause } from 'node:timers/promises'
import type { Application } from './application.ts'
import type { Client } from './client.ts'
import { derivedFrom } from './things.ts'
import { differences, viewOf, viewOfDoc, type View } from './view.ts'
import { ask, readThing } from './writers.ts'

interface Settling {
  readonly application: Application
  readonly id: string
  readonly clients: readonly Client[]
  /** Milliseconds until all must agree. */
  readonly patience: number
}

/** Waits until all clients, the server's document, and the answers of REST and GraphQL agree. @returns what they do not agree about */
export async function settle(settling: Settling): Promise<string[]> {
  const until = performance.now() + settling.patience
  for (;;) {
    const problems = await disagreements(settling)
    if (problems.length === 0) return []
    if (performance.now() > until) return problems.map((problem) => `after ${settling.patience} ms still: ${problem}`)
    await pause(4)
  }
}

async function disagreements({ application, id, clients }: Settling): Promise<string[]> {
  const restless = clients.filter(({ isSynced }) => !isSynced)
  for (const client of restless) client.goOnline()
  if (restless.length > 0) return restless.map(({ name, trace }) => `${name} is not synced: ${trace}`)
  const unsaved = clients.filter(({ said }) => said.status !== 'saved' || said.errors?.length !== 0)
  if (unsaved.length > 0)
    return unsaved.map(({ name, said }) => `${name} is told ${said.status}, ${JSON.stringify(said.errors)}`)
  const stored = await readThing({ application, id })
  if (stored === undefined) return ['REST does not answer']
  const rest = viewOf(stored)
  const others: [string, View][] = clients.map(({ name, doc }) => [name, viewOfDoc(doc)])
  const server = application.app?.realtime.documents.get(`things/${id}`)
  if (server !== undefined) others.push(['the Y.Doc of the server', viewOfDoc(server)])
  others.push(['GraphQL', viewOf(await askGraphql(application, id))])
  const problems = others.flatMap(([name, view]) =>
    differences(rest, view).map((difference) => `REST and ${name} differ in ${difference}`),
  )
  const derived = Object.entries(derivedFrom(stored as object)).filter(
    ([name, value]) => (stored[name] ?? '') !== (value ?? ''),
  )
  return [
    ...problems,
    ...derived.map(([name, value]) => `${name} is ${String(stored[name])}, and its hook makes it ${String(value)}`),
    ...clients
      .filter(({ said }) => said.updatedAt !== stored.updatedAt)
      .map(({ name, said }) => `${name} is told of ${said.updatedAt}, and ${stored.updatedAt} is stored`),
  ]
}

const query = `query ($id: String!) { Thing(id: $id) {
  title summary source handle phone left loose verdict rank count total done day status size mail slug tags extra place body
  author { id } seo { label price more { hint } } meta { alt } items { id label price note stamp }
  layout { ... on Thing_Layout_Quote { id blockType text } ... on Thing_Layout_Figure { id blockType label price } } } }`

async function askGraphql(application: Application, id: string): Promise<Record<string, unknown>> {
  const response = await ask(application, 'graphql', { method: 'POST', body: { query, variables: { id } } })
  const answer = (await response?.json()) as
    | { data?: { Thing?: Record<string, unknown> }; errors?: unknown }
    | undefined
  if (answer?.data?.Thing === undefined) throw new Error(`GraphQL answers ${JSON.stringify(answer)}`)
  return answer.data.Thing
}
