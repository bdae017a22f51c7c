import { expect, test } from 'vitest'
import { jobsApp, type JobsApp } from './jobs-app.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- payloads are looked at as tests please
type Payload = any

const [email, password] = ['ada@example.org', 'correct horse']

interface AuthWorld extends JobsApp {
  readonly ran: Payload[]
  login(): Promise<{ token: string }>
}

/** An application with accounts, whose hook point has a background handler. */
async function withAuthHook(point: string, more: object = {}, others: readonly object[] = []): Promise<AuthWorld> {
  const ran: Payload[] = []
  const handler = (payload: Payload): void => void ran.push(payload)
  const hooks = { [point]: [{ id: 'note', mode: 'background', handler, ...more }, ...others] }
  const fields = [{ name: 'role', type: 'text' }]
  const w = await jobsApp({ collections: [{ slug: 'users', auth: true, fields, hooks }] as never })
  await w.app.create({ collection: 'users', data: { email, password, role: 'writer' } })
  const login = (): Promise<{ token: string }> => w.app.login({ collection: 'users', data: { email, password } })
  return { ...w, ran, login }
}

async function promote(w: AuthWorld): Promise<void> {
  await w.app.update({ collection: 'users', where: {}, data: { role: 'editor' } })
}

test('afterLogin in the background is given the account as it is then; its token is nowhere kept', async () => {
  await using w = await withAuthHook('afterLogin')
  const { token } = await w.login()
  const kept = JSON.stringify(await w.app.jobs.list())
  for (const secret of [token, password, email, 'hash']) expect(kept).not.toContain(secret)
  await promote(w)
  await w.drain()
  expect(w.ran).toMatchObject([
    { operation: 'login', user: { email, role: 'editor' }, req: { source: 'job' }, attempt: 1 },
  ])
  expect(w.ran[0].token).toBeUndefined()
  expect(w.ran[0].user).not.toHaveProperty('hash')
})

test('a login that a later handler denies leaves no work, nor does a wrong password', async () => {
  const deny = { priority: -1, handler: () => Promise.reject(new Error('not today')) }
  await using w = await withAuthHook('afterLogin', {}, [deny])
  await expect(w.login()).rejects.toThrow('not today')
  await expect(w.app.login({ collection: 'users', data: { email, password: 'wrong' } })).rejects.toMatchObject({
    status: 401,
  })
  expect(await w.app.jobs.count()).toBe(0)
})

test('afterLogout in the background, with what it has asked to keep', async () => {
  await using w = await withAuthHook('afterLogout', { keep: ['allSessions'] })
  const { token } = await w.login()
  const { url } = await w.app.listen({ port: 0, stopOnSignals: false })
  const headers = { authorization: `Bearer ${token}` }
  const { status } = await fetch(`${url}/api/users/logout?allSessions=true`, { method: 'POST', headers })
  expect(status).toBe(200)
  await w.drain()
  expect(w.ran).toMatchObject([{ operation: 'logout', user: { email }, allSessions: true }])
})

test('afterForgotPassword in the background; for an account that is gone by then nothing is left to do', async () => {
  await using w = await withAuthHook('afterForgotPassword')
  const ask = (): Promise<unknown> =>
    w.app.forgotPassword({ collection: 'users', data: { email }, disableEmail: true } as never)
  await ask()
  await w.drain()
  expect(w.ran).toMatchObject([{ operation: 'forgotPassword', user: { email } }])
  await ask()
  await w.app.delete({ collection: 'users', where: {} })
  await w.drain()
  expect(w.ran.length).toBe(1)
  expect(await w.app.jobs.count({ state: 'done' })).toBe(2)
})
