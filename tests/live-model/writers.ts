import { seededRandom } from '../crash/random.ts'
import { tokenOf, type Account } from './accounts.ts'
import type { Application } from './application.ts'
import type { WriterStep } from './plan.ts'
import type { Words } from './words.ts'
import { writerEdits, type Change, type Thing } from './writer-edits.ts'

/** Tries of somebody whose change was made for a state that is no more. */
const tries = 6

interface Surroundings {
  readonly application: Application
  readonly id: string
  readonly words: Words
  readonly by: string
}

/** Writes through a door of HTTP. What it reads is what it changes, where the door can be told so. */
export async function writeOnce(step: WriterStep, about: Surroundings): Promise<void> {
  if (step.does === 'append') return append(step, about)
  const random = seededRandom(step.seed)
  for (let left = tries; left > 0; left--) {
    const thing = await readThing(about)
    if (thing === undefined) return
    const change = writerEdits[step.does]({ thing, random, words: about.words, by: about.by })
    if (Object.keys(change.data).length === 0) return
    const account = step.does === 'overreach' ? 'writer' : 'editor'
    const answer = await doors[step.by](about, { data: change.data, ifUpdatedAt: thing.updatedAt, account })
    if (await settle(answer, change, about)) return
  }
}

/** A hook adds the word, to whatever is there. */
async function append({ by: door }: WriterStep, about: Surroundings): Promise<void> {
  const token = about.words.make(about.by, 'source')
  const answer = await doors[door](about, { data: {}, appended: token, account: 'editor' })
  if (answer?.ok === true) about.words.accept([token])
}

interface Sending {
  readonly data: Record<string, unknown>
  readonly ifUpdatedAt?: string
  readonly appended?: string
  readonly account: Account
}

type Door = (about: Surroundings, sending: Sending) => Promise<Response | undefined>

/** The ways into the application. Code of its own (the Local API, jobs) asks no rules. */
const doors = {
  rest({ application, id }, { data, ifUpdatedAt, ...sending }) {
    const headers: Record<string, string> = ifUpdatedAt === undefined ? {} : { 'if-match': `"${ifUpdatedAt}"` }
    return ask(application, `things/${id}`, { method: 'PATCH', body: data, ...sending, headers })
  },

  /** All documents that are as they were read: that is this one, or none. */
  async bulk({ application, id }, { data, ifUpdatedAt, ...sending }) {
    const same = ifUpdatedAt === undefined ? '' : `&where[and][1][updatedAt][equals]=${ifUpdatedAt}`
    const path = `things?where[and][0][id][equals]=${id}${same}&depth=0`
    const response = await ask(application, path, { method: 'PATCH', body: data, ...sending })
    if (response?.ok !== true) return response
    const { docs } = (await response.json()) as { docs: unknown[] }
    return Response.json({}, { status: docs.length === 1 ? 200 : 412 })
  },

  /** Without a precondition: what it writes is new in any case. */
  async graphql({ application, id }, { data, account, appended }) {
    const query = `mutation ($id: String!, $data: mutationThingUpdateInput!) { updateThing(id: $id, data: $data) { id } }`
    const body = { query, variables: { id, data } }
    const sending = { account, ...(appended === undefined ? {} : { appended }) }
    const response = await ask(application, 'graphql', { method: 'POST', body, ...sending })
    if (response?.ok !== true) return response
    const { errors } = (await response.json()) as { errors?: { extensions?: { code?: string } }[] }
    if (errors === undefined) return Response.json({})
    return Response.json(errors, { status: errors[0]?.extensions?.code === 'INTERNAL' ? 500 : 400 })
  },

  local: ({ application, id }, { account: _account, ...order }) =>
    ask(application, 'model/local', { method: 'POST', body: { id, ...order } }),

  job: ({ application, id }, { account: _account, ...order }) =>
    ask(application, 'model/job', { method: 'POST', body: { id, ...order } }),
} satisfies Record<string, Door>

export type DoorName = keyof typeof doors

/** @returns whether that was it; otherwise it is tried again */
async function settle(response: Response | undefined, change: Change, { words }: Surroundings): Promise<boolean> {
  // Nobody knows what has become of it.
  if (response === undefined) return true
  if (response.ok) {
    if (change.isBad === true) throw new Error('A change that is refused was taken')
    words.accept(change.tokens)
    return true
  }
  words.refuse(change.tokens)
  if ([409, 412].includes(response.status)) return false
  // What is stored already may be refused, too, once it is written again: nothing but a refusal will do.
  if (response.status >= 500) throw new Error(`A writer was answered ${response.status}: ${await response.text()}`)
  return true
}

/** @returns nothing while the server does not run */
export async function readThing({
  application,
  id,
}: Pick<Surroundings, 'application' | 'id'>): Promise<Thing | undefined> {
  const response = await ask(application, `things/${id}?depth=0`)
  if (response === undefined) return undefined
  if (!response.ok) throw new Error(`REST answers ${response.status}: ${await response.text()}`)
  return (await response.json()) as Thing
}

interface Asking {
  readonly method?: string
  readonly body?: object
  readonly headers?: Record<string, string>
  readonly account?: Account
  /** A word that a hook is to append. */
  readonly appended?: string
}

/** @returns nothing where there was no answer */
export async function ask(application: Application, path: string, asking: Asking = {}): Promise<Response | undefined> {
  const { method = 'GET', body, headers = {}, account = 'nobody', appended } = asking
  if (application.port === undefined) return undefined
  try {
    const response = await fetch(`http://127.0.0.1:${application.port}/api/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(account === 'nobody' ? {} : { authorization: tokenOf(account) }),
        ...(appended === undefined ? {} : { 'x-appended': appended }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // A server that dies may do so in the middle of its answer.
    const text = await response.text()
    return response.status === 503 ? undefined : new Response(text, { status: response.status })
  } catch {
    return undefined
  }
}
