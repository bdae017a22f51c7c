import { seededRandom } from '../crash/random.ts'
import type { Application } from './application.ts'
import type { Step } from './plan.ts'
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

/** Writes through a door of HTTP: REST, or an endpoint that calls the Local API. What it reads is what it changes (`If-Match`). */
export async function writeOnce(step: Extract<Step, { by: 'rest' | 'local' }>, about: Surroundings): Promise<void> {
  if (step.does === 'append') return append(about)
  const random = seededRandom(step.seed)
  for (let left = tries; left > 0; left--) {
    const thing = await readThing(about)
    if (thing === undefined) return
    const change = writerEdits[step.does]({ thing, random, words: about.words, by: about.by })
    if (Object.keys(change.data).length === 0) return
    const status = await send(step.by, { ...about, change, thing })
    if (await settle(status, change, about)) return
  }
}

/** A hook adds the word, to whatever is there. */
async function append({ application, id, words, by }: Surroundings): Promise<void> {
  const token = words.make(by, 'source')
  const status = await ask(application, `local/${id}`, { method: 'POST', body: { appended: token } })
  if (status?.ok === true) words.accept([token])
}

async function send(
  door: 'rest' | 'local',
  { application, id, change, thing }: Surroundings & { change: Change; thing: Thing },
): Promise<Response | undefined> {
  const { updatedAt } = thing
  if (door === 'local') {
    return ask(application, `local/${id}`, { method: 'POST', body: { data: change.data, ifUpdatedAt: updatedAt } })
  }
  const headers = { 'if-match': `"${updatedAt}"` }
  return ask(application, `things/${id}`, { method: 'PATCH', body: change.data, headers })
}

/** @returns whether that was it; otherwise it is tried again */
async function settle(response: Response | undefined, change: Change, { words }: Surroundings): Promise<boolean> {
  // Nobody knows what has become of it.
  if (response === undefined) return true
  if (response.ok) {
    if (change.isBad === true) throw new Error('A change that a hook refuses was taken')
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
}

/** @returns nothing where there was no answer */
export async function ask(application: Application, path: string, asking: Asking = {}): Promise<Response | undefined> {
  const { method = 'GET', body, headers = {} } = asking
  if (application.port === undefined) return undefined
  try {
    const response = await fetch(`http://127.0.0.1:${application.port}/api/${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    // A server that dies may do so in the middle of its answer.
    const text = await response.text()
    return response.status === 503 ? undefined : new Response(text, { status: response.status })
  } catch {
    return undefined
  }
}
