import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createApp, type App } from 'crochet'
import { createLog } from '../../../packages/crochet/src/log.ts'
import { askGraphql } from './graphql-door.ts'
import { askLocally, type User } from './local-door.ts'
import { askLive } from './live-door.ts'
import { isLiveOperation, type LiveOperation, type Operation, type Question } from './operation.ts'
import { askRest } from './rest-door.ts'
import { collections, globals, type Subject } from './subjects.ts'

export const roles = ['nobody', 'signed in', 'owner', 'admin'] as const
export type Role = (typeof roles)[number]

interface Person {
  readonly token: string | null
  readonly user: User
}

export interface MatrixRoom extends AsyncDisposable {
  /** Asks at every door, each time with the same documents. @returns the outcome, by door */
  ask(role: Role, subject: Subject, operation: Operation | LiveOperation): Promise<Record<string, string>>
}

/** An application with a subject for each kind of rule, and somebody for each role. */
export async function openMatrixRoom(): Promise<MatrixRoom> {
  await using stack = new AsyncDisposableStack()
  const { path: root } = stack.use(await mkdtempDisposable(join(tmpdir(), 'crochet-matrix-')))
  const database = { url: 'file:./matrix.db' }
  const app = stack.use(
    await createApp({ database, collections, globals, realtime: { debounce: 5 } }, { root, log: createLog('silent') }),
  )
  const { url } = await app.listen({ port: 0, stopOnSignals: false })

  const people = new Map<Role, Person>([['nobody', { token: null, user: null }]])
  for (const role of ['signed in', 'owner', 'admin'] as const) people.set(role, await signedIn(app, role))
  const idOf = (role: Role): string => String(people.get(role)?.user?.['id'])

  let last = 0
  /** The owner's documents of subjects in which nothing has changed since they were made. */
  const fresh = new Map<Subject, Stored>()
  const ask: MatrixRoom['ask'] = async (role, subject, operation) => {
    const { token, user } = people.get(role) ?? { token: null, user: null }
    const doorsFor = (
      asked: Operation | LiveOperation,
    ): Record<string, (stored: Stored) => Promise<string | undefined>> => {
      if (isLiveOperation(asked)) return { live: ({ id }) => askLive(url, token, { subject, operation: asked, id }) }
      const question = (stored: Stored): Question => {
        return { subject, operation: asked, ...stored, data: dataFor(subject, asked, ++last) }
      }
      return {
        'Local API': (stored) => askLocally(app, user, question(stored)),
        REST: (stored) => askRest(url, token, question(stored)),
        GraphQL: (stored) => askGraphql(url, token, question(stored)),
      }
    }
    const outcomes: Record<string, string> = {}
    for (const [door, asks] of Object.entries(doorsFor(operation))) {
      const stored = fresh.get(subject) ?? (await reset(app, subject, { owner: idOf('owner'), other: idOf('admin') }))
      fresh.set(subject, stored)
      const before = await stateOf(app, subject)
      const outcome = await asks(stored)
      if (outcome === undefined) continue
      const isChanged = (await stateOf(app, subject)) !== before
      if (isChanged) fresh.delete(subject)
      outcomes[door] = outcome + (isChanged ? ' ✎' : '')
    }
    return outcomes
  }
  const closing = stack.move()
  return { ask, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

const password = 'correct horse'

async function signedIn(app: App, role: Role): Promise<Person> {
  const email = `${role.replace(' ', '-')}@example.org`
  await app.create({ collection: 'people', data: { email, password, role } })
  const { token } = await app.login({ collection: 'people', data: { email, password } })
  const { user } = await app.auth({ headers: new Headers({ authorization: `Bearer ${token}` }) })
  return { token, user }
}

function dataFor({ kind, rule }: Subject, operation: Operation, count: number): Record<string, string> {
  if (operation.endsWith(' title')) return { title: 'sent' }
  const isNew = operation === 'create' || operation === 'duplicate'
  return {
    title: 'sent',
    ...(rule === 'fields' && { fixed: 'sent' }),
    ...(isNew && rule === 'fields' && { secret: 'sent' }),
    ...(isNew && kind === 'auth collection' && { email: `new-${count}@example.org`, password }),
  }
}

type Stored = Pick<Question, 'id' | 'version'>

/** Two documents, one of the owner and one of somebody else; a global is the owner's. @returns what to ask by for the owner's */
async function reset(app: App, { slug, kind, rule }: Subject, of: { owner: string; other: string }): Promise<Stored> {
  const ruled = rule === 'fields' ? { secret: 'stored', fixed: 'stored' } : {}
  if (kind === 'global') {
    await app.updateGlobal({ slug, data: { title: 'stored', owner: of.owner, ...ruled } })
    return { id: '', version: '' }
  }
  await app.delete({ collection: slug, where: { id: { exists: true } } })
  const create = (owner: string, title: string, secret: string): Promise<Record<string, unknown>> => {
    const account = kind === 'auth collection' ? { email: `${owner}@example.org`, password } : {}
    return app.create({
      collection: slug,
      data: { title, owner, ...account, ...ruled, ...(rule === 'fields' && { secret }) },
    })
  }
  const { id } = await create(of.owner, 'hers', 'stored')
  await create(of.other, 'his', 'another')
  const versions = await app.findVersions({ collection: slug, where: { parent: { equals: id } } })
  return { id: String(id), version: String(versions.docs[0]?.id) }
}

async function stateOf(app: App, { slug, kind }: Subject): Promise<string> {
  return JSON.stringify(
    kind === 'global' ? await app.findGlobal({ slug }) : (await app.find({ collection: slug })).docs,
  )
}
