import { describe, expect, test } from 'vitest'
import type { Untyped } from '@crochet/content'
import type { CrochetConfig } from '../src/index.ts'
import { authApp, email, key, openDocument, password, type AuthApp } from './auth-app.ts'

const contexts = (seen: Untyped[]): CrochetConfig => ({
  hooks: { connected: ({ context }) => void seen.push(context) },
})

describe('the collaboration server of an application with an auth collection', () => {
  test.each<[string, (at: AuthApp) => Promise<[string, Record<string, string>?]>]>([
    ['the token of a session', async (at) => [await at.login()]],
    ['the same as a bearer', async (at) => [`Bearer ${await at.login()}`]],
    ['an API key', async () => [`users API-Key ${key}`]],
    [
      'the cookie of a page of the same host',
      async (at) => ['', { cookie: `crochet-token=${await at.login()}`, origin: at.url }],
    ],
    ['the header of the request', async (at) => ['', { authorization: `Bearer ${await at.login()}` }]],
  ])('lets in %s, and hooks know the account', async (_title, given) => {
    const seen: Untyped[] = []
    await using at = await authApp(contexts(seen))
    const [token, headers] = await given(at)
    using opened = openDocument(at, token, headers)
    await opened.synced
    expect(seen).toMatchObject([{ user: { id: at.user['id'], email, collection: 'users' } }])
    expect(JSON.stringify(seen)).not.toContain('argon2id')
  })

  test.each<[string, (at: AuthApp) => Promise<[string, Record<string, string>?]>]>([
    ['nobody', async () => ['']],
    ['a token that is none', async () => ['A'.repeat(43)]],
    ['a key that is none', async () => [`users API-Key ${key}x`]],
    [
      'a cookie of a program that does not say where it comes from',
      async (at) => ['', { cookie: `crochet-token=${await at.login()}` }],
    ],
    [
      'a bad token beside a good cookie',
      async (at) => ['x', { cookie: `crochet-token=${await at.login()}`, origin: at.url }],
    ],
    [
      'a session that is over',
      async (at) => {
        const token = await at.login()
        const { user } = await at.app.auth({ headers: new Headers({ authorization: `Bearer ${token}` }) })
        await at.app.logout({ collection: 'users', user })
        return [token]
      },
    ],
  ])('refuses %s', async (_title, given) => {
    await using at = await authApp()
    const [token, headers] = await given(at)
    using opened = openDocument(at, token, headers)
    expect(await opened.refused).toBe('Please sign in')
  })

  test('an application that decides itself is left to, and told who has signed in', async () => {
    const seen: Untyped[] = []
    const onAuthenticate = ({ token, context }: Untyped): void => {
      if (token !== 'guest' && context.user === undefined) throw new Error('No')
      seen.push(context.user?.email)
    }
    await using at = await authApp({ hooks: { onAuthenticate } })
    using guest = openDocument(at, 'guest')
    await guest.synced
    using ada = openDocument(at, await at.login())
    await ada.synced
    using nobody = openDocument(at, 'nobody')
    expect(await nobody.refused).toBe('No')
    expect(seen).toEqual([undefined, email])
  })
})

describe('an open connection ends at once with', () => {
  const id = (at: AuthApp): never => at.user['id'] as never
  test.each<[string, (at: AuthApp, token: string) => Promise<unknown>]>([
    ['the logout of its session', (at, token) => post(at, 'logout', token)],
    ['the logout of all sessions', async (at) => post(at, 'logout?allSessions=true', await at.login())],
    ['a new password', (at) => at.app.update({ collection: 'users', id: id(at), data: { password: 'another one' } })],
    ['the account disabled', (at) => at.app.update({ collection: 'users', id: id(at), data: { disabled: true } })],
    ['the account deleted', (at) => at.app.delete({ collection: 'users', id: id(at) })],
  ])('%s', async (_title, end) => {
    await using at = await authApp()
    const token = await at.login()
    using opened = openDocument(at, token)
    await opened.synced
    await end(at, token)
    expect(await opened.closed).toMatchObject({ reason: 'Signed out' })
    expect(at.app.realtime.getConnectionsCount()).toBe(0)
  })

  test('a new key, where it came with the old one', async () => {
    await using at = await authApp()
    using opened = openDocument(at, `users API-Key ${key}`)
    await opened.synced
    await at.app.update({ collection: 'users', id: id(at), data: { apiKey: `${key}_another` } })
    expect(await opened.closed).toMatchObject({ reason: 'Signed out' })
  })

  test('the logout of another session does not end it', async () => {
    await using at = await authApp()
    using opened = openDocument(at, await at.login())
    await opened.synced
    await post(at, 'logout', await at.login())
    opened.provider.document.getText('content').insert(0, 'still here')
    await new Promise<void>((resolve) => {
      opened.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
        if (number === 0) resolve()
      })
    })
    expect(at.app.realtime.getConnectionsCount()).toBe(1)
  })

  test('a session that ends while the client is being let in', async () => {
    const reached = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    const onLoadDocument = async (): Promise<undefined> => {
      reached.resolve()
      await go.promise
      return undefined
    }
    await using at = await authApp({ hooks: { onLoadDocument } })
    const token = await at.login()
    using opened = openDocument(at, token)
    await reached.promise
    await post(at, 'logout', token)
    go.resolve()
    expect(await opened.closed).toMatchObject({ reason: 'Signed out' })
  })
})

const post = (at: AuthApp, path: string, token: string): Promise<Response> =>
  fetch(`${at.url}/api/users/${path}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })

test.each<[string, (at: AuthApp) => Promise<string>]>([
  ['of nobody', async () => 'A'.repeat(43)],
  [
    'of another account',
    async ({ app }) => {
      const data = { email: 'bob@example.org', password }
      await app.create({ collection: 'users', data })
      return (await app.login({ collection: 'users', data })).token
    },
  ],
])('a fresh token of the same account keeps a connection, one %s ends it', async (_title, other) => {
  await using at = await authApp()
  const tokens = [await at.login(), await at.login(), await other(at)]
  using opened = openDocument(at, () => tokens.shift() ?? '')
  await opened.synced
  const asked = Promise.withResolvers<void>()
  at.app.hooks.on('onTokenSync', { stage: 'late', handler: () => asked.resolve() })
  await opened.provider.sendToken()
  await asked.promise
  expect(at.app.realtime.getConnectionsCount()).toBe(1)
  await opened.provider.sendToken()
  expect(await opened.closed).toMatchObject({ reason: 'Please sign in' })
})
