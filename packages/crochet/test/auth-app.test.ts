import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { createApp, type CollectionConfig } from '../src/index.ts'
import { authApp, email, key, password } from './auth-app.ts'
import { notes, project, silent } from './project.ts'
import { smtpReceiver } from './smtp-receiver.ts'

const users: CollectionConfig = { slug: 'users', auth: true, fields: [] }

describe('mail', () => {
  test('goes to the SMTP server of the configuration', async () => {
    await using receiver = await smtpReceiver()
    const mail = { url: receiver.url, from: 'Newsroom <news@example.org>' }
    await using at = await authApp({ mail })
    await at.app.forgotPassword({ collection: 'users', data: { email } })
    expect(receiver.mails).toHaveLength(1)
    const [sent] = receiver.mails
    expect([sent?.from, sent?.to]).toEqual([
      expect.stringContaining('<news@example.org>'),
      [expect.stringContaining(`<${email}>`)],
    ])
    const token = /^([\w-]{43})$/m.exec(sent?.text ?? '')?.[1]
    await at.app.resetPassword({ collection: 'users', data: { token, password: 'another one' } })
    const { user } = await at.app.login({ collection: 'users', data: { email, password: 'another one' } })
    expect(user['email']).toBe(email)
  })

  test('an address is one address, whatever is in it', async () => {
    await using receiver = await smtpReceiver()
    await using at = await authApp({ mail: { url: receiver.url, from: 'a@example.org' } })
    const odd = 'eve,mallory@example.com'
    await at.app.create({ collection: 'users', data: { email: odd, password } })
    await at.app.forgotPassword({ collection: 'users', data: { email: odd } }).catch(() => undefined)
    expect(receiver.mails.flatMap(({ to }) => to).filter((to) => to.includes('<mallory@'))).toEqual([])
  })

  test('a server that is not there is told to afterError, and closing does not wait for it for long', async () => {
    const told: string[] = []
    const gone = await smtpReceiver()
    await gone[Symbol.asyncDispose]()
    const reported = Promise.withResolvers<void>()
    await using at = await authApp({
      mail: { url: gone.url, from: 'a@example.org' },
      hooks: {
        afterError: [
          ({ source }) => {
            told.push(source)
            reported.resolve()
          },
        ],
      },
    })
    const answer = await fetch(`${at.url}/api/users/forgot-password`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    })
    expect(answer.status).toBe(200)
    await reported.promise
    expect(told).toEqual(['detached'])
  })

  test.each([
    { url: 'http://a.example', from: 'a@b.example' },
    { url: 'smtp://a.example' },
    { send: true },
    'smtp://a',
  ])('the configuration %j is refused', async (mail) => {
    using at = project()
    await expect(
      createApp({ ...at.config, mail: mail as never }, { root: at.root, log: silent }),
    ).rejects.toMatchObject({
      code: 'CONFIG_VALUE',
    })
  })
})

test('app.auth says whose request it is: a Request, or headers', async () => {
  await using at = await authApp()
  const token = await at.login()
  const { app } = at
  const who = async (headers: Record<string, string>, method?: string): Promise<unknown> =>
    (await app.auth({ headers: new Headers(headers), ...(method === undefined ? {} : { method }) })).user?.email ?? null
  expect(await who({})).toBe(null)
  expect(await who({ authorization: `Bearer ${token}` })).toBe(email)
  expect(await who({ authorization: `users API-Key ${key}` })).toBe(email)
  expect(await who({ cookie: `crochet-token=${token}` })).toBe(email)
  expect(await who({ cookie: `crochet-token=${token}` }, 'POST')).toBe(null)
  const request = new Request(at.url, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  expect((await app.auth(request)).user).toMatchObject({ email, collection: 'users' })
})

test('what is refused is in the metrics', async () => {
  const token = 'a token that is long enough'
  await using at = await authApp({ http: { metrics: { token } } })
  await at.login()
  await at.app.login({ collection: 'users', data: { email, password: 'wrong wrong' } }).catch(() => undefined)
  const metrics = await (await fetch(`${at.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  expect(metrics).toMatch(/^crochet_auth_logins_total 1$/m)
  expect(metrics).toMatch(/^crochet_auth_failures_total 1$/m)
  expect(metrics).toMatch(/^crochet_auth_delayed_total 0$/m)
})

describe('the boot', () => {
  test('prints a link to the first account while there is none: it works once', async () => {
    using at = project()
    const lines: string[] = []
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
    const config = { ...at.config, collections: [users] }
    await using app = await createApp(config, { root: at.root, log })
    const { url } = await app.listen({ port: 0, stopOnSignals: false })
    const links = lines.flatMap((line) => /"link":"([^"]+)"/.exec(line)?.[1] ?? [])
    expect(links).toEqual([expect.stringMatching(new RegExp(`^${url}/api/users/first-register#[\\w-]{43}$`))])
    const register = (): Promise<Response> =>
      fetch(`${url}/api/users/first-register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password, token: new URL(links[0] ?? '').hash.slice(1) }),
      })
    expect((await register()).status).toBe(200)
    expect((await register()).status).toBe(403)
    await app.close()
    await using again = await createApp(config, { root: at.root, log })
    await again.listen({ port: 0, stopOnSignals: false })
    expect(lines.filter((line) => line.includes('"link"'))).toHaveLength(1)
  })

  test('says which operations have no rule, and what that means', async () => {
    using at = project()
    const posts: CollectionConfig = { slug: 'posts', access: { read: () => true }, fields: [] }
    const report = async (collections: CollectionConfig[]): Promise<string> => {
      const globals = [{ slug: 'settings', fields: [] }]
      const config = { database: { url: 'memory:' }, collections, globals }
      await using app = await createApp(config, { root: at.root, log: silent })
      return app.report()
    }
    expect(await report([posts])).toContain(
      '  refused, since they have no rule and no collection has `auth` (unless a hook sets `req.user`): posts (create, update, delete), globals/settings (read, update)',
    )
    expect(await report([posts, users])).toContain(
      '  for signed-in users, since they have no rule: posts (create, update, delete), users (create, read, update, delete)',
    )
    expect(await report([{ ...posts, versions: true }, users])).toContain(
      'posts (create, update, delete, readVersions), ',
    )
    expect(await report([notes])).not.toContain('notes (')
  })

  test.each([{ csrf: ['app.example.org'] }, { cookies: { sameSite: 'None' as const } }])(
    'refuses %j',
    async (wrong) => {
      using at = project()
      await expect(createApp({ ...at.config, ...wrong }, { root: at.root, log: silent })).rejects.toMatchObject({
        code: expect.stringMatching(/^HTTP_/),
      })
    },
  )
})
