import type { CollectionConfig } from '@crochet/content'
import { describe, expect, test } from 'vitest'
import { newsroom, type Newsroom } from './newsroom.ts'

/** Whoever the header names is signed in: here this stands for the sessions of an auth collection. */
const signIn: NonNullable<CollectionConfig['hooks']>['beforeOperation'] = [
  ({ req }) => {
    const id = req.headers.get('x-user')
    if (id !== null) req.user = { id, collection: 'users' }
  },
]

/** Read by who is signed in, written by whom it belongs to, deleted by the admin. */
const notes: CollectionConfig = {
  slug: 'notes',
  hooks: { beforeOperation: signIn },
  access: {
    read: ({ req }) => req.user !== null,
    create: ({ req }) => req.user !== null,
    update: ({ req }) => req.user !== null && { owner: { equals: req.user['id'] } },
    delete: ({ req }) => req.user?.['id'] === 'admin',
  },
  fields: [
    { name: 'text', type: 'text' },
    { name: 'owner', type: 'text' },
    { name: 'salary', type: 'number', access: { read: ({ req }) => req.user?.['id'] === 'admin' } },
  ],
}

const roles = ['nobody', 'ada', 'bob', 'admin'] as const

type Row = [request: string, body: object | undefined, ...status: number[]]

/** Whose note it is: ada's. One status for each role. */
const table: Row[] = [
  ['GET /api/notes', undefined, 403, 200, 200, 200],
  ['HEAD /api/notes', undefined, 403, 200, 200, 200],
  ['GET /api/notes/:id', undefined, 403, 200, 200, 200],
  ['GET /api/notes/count', undefined, 403, 200, 200, 200],
  ['GET /api/notes/distinct?field=text', undefined, 403, 200, 200, 200],
  ['GET /api/notes/distinct?field=salary', undefined, 403, 400, 400, 200],
  ['GET /api/notes?where[salary][equals]=7', undefined, 403, 400, 400, 200],
  ['GET /api/notes?sort=salary', undefined, 403, 400, 400, 200],
  ['POST /api/notes', { text: 'new' }, 403, 201, 201, 201],
  ['POST /api/notes/:id/duplicate', undefined, 403, 201, 201, 201],
  ['PATCH /api/notes/:id', { text: 'x' }, 403, 200, 403, 403],
  ['PATCH /api/notes/nobody', { text: 'x' }, 403, 404, 404, 404],
  ['PATCH /api/notes?where[text][exists]=true', { text: 'x' }, 403, 200, 200, 200],
  ['PATCH /api/notes?where[salary][equals]=7', { text: 'x' }, 403, 400, 400, 200],
  ['DELETE /api/notes/:id', undefined, 403, 403, 403, 200],
  ['DELETE /api/notes?where[id][exists]=true', undefined, 403, 403, 403, 200],
]

const aNote = async ({ content, fired }: Newsroom): Promise<string> => {
  const { id } = await content.create({ collection: 'notes', data: { text: 'hers', owner: 'ada', salary: 7 } })
  fired()
  return String(id)
}

/** What is done ends with `afterOperation`, or with the commit. */
const whole = expect.arrayContaining(['notes:beforeOperation', 'notes:afterOperation'])

/** What is refused reaches no hook that sees a document, and `afterError` once. */
const refused = (fired: readonly string[]): string[] => [
  'notes:beforeOperation',
  ...fired.filter((hook) => hook === 'notes:beforeRead' || hook.endsWith('afterRollback')),
  'notes:afterError',
  'afterError',
]

/** Answers that the text of the note is in. */
const showsIt = /^GET \/api\/notes(\/:id)?$|distinct\?field=text|GET .*where\[salary\]|sort=salary|duplicate/

describe.each(roles.map((role, index) => ({ role, index })))('as $role', ({ role, index }) => {
  test.each(table)('%s', async (line, body, ...statuses) => {
    const [method, path = ''] = line.split(' ')
    const status = statuses[index] ?? 0
    await using room = await newsroom({ more: [notes] })
    const id = await aNote(room)
    const response = await fetch(room.url + path.replace(':id', id), {
      method,
      headers: { 'content-type': 'application/json', ...(role !== 'nobody' && { 'x-user': role }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const fired = room.fired()
    expect({ status: response.status, fired }).toEqual({ status, fired: status < 400 ? whole : refused(fired) })
    expect(text.includes('hers')).toBe(status < 400 && method !== 'HEAD' && showsIt.test(line))
  })
})

test('a change of many touches only what the rule allows', async () => {
  await using room = await newsroom({ more: [notes] })
  await aNote(room)
  const change = async (user: string): Promise<unknown> => {
    const response = await fetch(`${room.url}/api/notes?where[text][exists]=true`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json', 'x-user': user },
      body: JSON.stringify({ text: user }),
    })
    return ((await response.json()) as { docs: unknown[] }).docs.length
  }
  expect([await change('bob'), await change('ada')]).toEqual([0, 1])
})

test('a field that may not be read is in no answer', async () => {
  await using room = await newsroom({ more: [notes] })
  const id = await aNote(room)
  const salaryFor = async (user: string): Promise<unknown> => {
    const response = await fetch(`${room.url}/api/notes/${id}`, { headers: { 'x-user': user } })
    return ((await response.json()) as { salary?: unknown }).salary
  }
  expect([await salaryFor('ada'), await salaryFor('admin')]).toEqual([undefined, 7])
})
