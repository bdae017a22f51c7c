import { describe, expect, test } from 'vitest'
import type { Revoked, Untyped } from '../src/index.ts'
import { email, openAccounts, password, users, type Accounts } from './open-accounts.ts'

const key = 'k3y_ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789'
const config = { collections: [users({ useAPIKey: true })] }

/** Every way to change what an account signs in with, or whether it may. */
const changes: [string, (app: Accounts, id: string) => Promise<unknown>][] = [
  ['a new password', (app, id) => app.content.update({ collection: 'users', id, data: { password: 'another one' } })],
  ['the same password once more', (app, id) => app.content.update({ collection: 'users', id, data: { password } })],
  ['another email', (app, id) => app.content.update({ collection: 'users', id, data: { email: 'new@example.org' } })],
  ['disabling', (app, id) => app.content.update({ collection: 'users', id, data: { disabled: true } })],
  [
    'disabling many',
    (app) => app.content.update({ collection: 'users', where: { email: { equals: email } }, data: { disabled: true } }),
  ],
  ['a new API key', (app, id) => app.content.update({ collection: 'users', id, data: { apiKey: key } })],
  ['API keys allowed', (app, id) => app.content.update({ collection: 'users', id, data: { enableAPIKey: true } })],
  ['deletion', (app, id) => app.content.delete({ collection: 'users', id })],
  ['deletion of many', (app) => app.content.delete({ collection: 'users', where: { email: { equals: email } } })],
  [
    'a new password by mail',
    async (app) => {
      const token = await app.content.auth.forgotPassword({ collection: 'users', data: { email } })
      await app.content.auth.resetPassword({ collection: 'users', data: { token, password: 'another one' } })
    },
  ],
]

describe('revocation', () => {
  test.each(changes)('%s ends every session of the account at once, and of no other', async (_title, change) => {
    await using app = await openAccounts(config)
    const { id } = await app.account()
    const other = await app.account({ email: 'bob@example.org', disabled: false })
    const tokens = [(await app.login()).token, (await app.login()).token]
    const bobs = (await app.login({ email: 'bob@example.org' })).token
    const told: Revoked[] = []
    app.content.auth.onRevoked((revoked) => void told.push(revoked))
    await change(app, id)
    for (const token of tokens) expect(await app.who(token)).toBe(null)
    expect(told).toContainEqual({ collection: 'users', user: id, session: undefined })
    expect(await app.who(bobs)).toMatchObject({ id: other.id })
    expect(told).toHaveLength(1)
  })

  test('of many at once happens too where no hook asks to see each', async () => {
    await using app = await openAccounts(config, { record: false })
    const token = async (address: string): Promise<string> => {
      await app.account({ email: address })
      return (await app.login({ email: address })).token
    }
    const tokens = [await token('one@example.org'), await token('two@example.org')]
    const told: Revoked[] = []
    app.content.auth.onRevoked((revoked) => void told.push(revoked))
    await app.content.update({ collection: 'users', where: {}, data: { disabled: true } })
    expect(told).toHaveLength(2)
    await app.content.update({ collection: 'users', where: {}, data: { disabled: false } })
    for (const one of tokens) expect(await app.who(one)).toBe(null)
    const again = (await app.login({ email: 'one@example.org' })).token
    await app.content.delete({ collection: 'users', where: {} })
    expect(await app.who(again)).toBe(null)
    expect(told).toHaveLength(6)
  })

  test.each<[string, object]>([
    ['another name', { name: 'Augusta' }],
    ['the same email in capitals', { email: email.toUpperCase() }],
    ['what was so before', { disabled: false, enableAPIKey: false }],
  ])('%s ends no session', async (_title, data) => {
    await using app = await openAccounts(config)
    const { id } = await app.account()
    const { token } = await app.login()
    const told: Revoked[] = []
    app.content.auth.onRevoked((revoked) => void told.push(revoked))
    await app.content.update({ collection: 'users', id, data })
    expect(await app.who(token)).toMatchObject({ id })
    expect(told).toEqual([])
  })

  test('a change that is rolled back ends nothing', async () => {
    const hooks = {
      afterChange: [
        ({ operation }: Untyped) => {
          if (operation === 'update') throw new Error('no')
        },
      ],
    }
    await using app = await openAccounts({ collections: [users(true, { hooks })] })
    const { id } = await app.account()
    const { token } = await app.login()
    const told: Revoked[] = []
    app.content.auth.onRevoked((revoked) => void told.push(revoked))
    await expect(app.content.update({ collection: 'users', id, data: { password: 'another one' } })).rejects.toThrow(
      'no',
    )
    expect(await app.who(token)).toMatchObject({ id })
    expect(told).toEqual([])
  })

  test('logout ends this session, or all; exactly this hook fires', async () => {
    await using app = await openAccounts()
    await app.account()
    const [one, two, three] = [await app.login(), await app.login(), await app.login()]
    const user = await app.who(one.token)
    const told: Revoked[] = []
    app.content.auth.onRevoked((revoked) => void told.push(revoked))
    app.fired()
    await app.content.auth.logout({ collection: 'users', user })
    expect(app.fired()).toEqual(['users:afterLogout'])
    expect(told).toEqual([{ collection: 'users', user: user.id, session: user._sid }])
    expect(await app.who(one.token)).toBe(null)
    expect(await app.who(two.token)).not.toBe(null)
    await app.content.auth.logout({ collection: 'users', user: await app.who(two.token), allSessions: true })
    expect(await app.who(three.token)).toBe(null)
    for (const nobody of [null, { ...user, _sid: undefined }, { ...user, collection: 'others' }]) {
      const call = app.content.auth.logout({ collection: 'users', user: nobody })
      await expect(call).rejects.toMatchObject({ code: 'AUTH_NO_SESSION' })
    }
  })

  test('somebody else’s session cannot be ended with its number', async () => {
    await using app = await openAccounts()
    await app.account()
    const bob = await app.account({ email: 'bob@example.org' })
    const { token } = await app.login()
    const { _sid } = await app.who(token)
    await app.content.auth.logout({ collection: 'users', user: { ...bob, collection: 'users', _sid } })
    expect(await app.who(token)).not.toBe(null)
  })
})

describe('a session', () => {
  test('is one of an account whose id is a number, too', async () => {
    const id = { name: 'id', type: 'number' as const }
    await using app = await openAccounts({ collections: [users(true, { fields: [id] })] })
    await app.account({ id: 7 })
    const { token } = await app.login()
    const user = await app.who(token)
    expect(user).toMatchObject({ id: 7 })
    await app.content.auth.refresh({ collection: 'users', user })
    await app.content.delete({ collection: 'users', id: 7 })
    expect(await app.who(token)).toBe(null)
  })

  test('ends after its time; refresh lets it go on, at most for thirty days', async () => {
    await using app = await openAccounts()
    const { id } = await app.account()
    const { token } = await app.login()
    const start = app.time
    app.time += 7_199_999
    const user = await app.who(token)
    app.fired()
    const { auth } = app.content
    expect(await auth.refresh({ collection: 'users', user })).toMatchObject({ exp: Math.floor(app.time / 1000) + 7200 })
    expect(app.fired().at(-1)).toBe('users:afterRefresh')
    for (let i = 0; i < 400; i++) {
      app.time += 7_000_000
      const now = await app.who(token)
      if (now === null) break
      await auth.refresh({ collection: 'users', user: now })
    }
    expect(app.time - start).toBeGreaterThan(30 * 24 * 3_600_000)
    expect(app.time - start).toBeLessThan(30 * 24 * 3_600_000 + 7_000_000)
    await expect(auth.refresh({ collection: 'users', user })).rejects.toMatchObject({ code: 'AUTH_NO_SESSION' })
    expect(await auth.signedInUntil({ id, collection: 'users', _sid: user._sid })).toBe(undefined)
    await app.login()
    expect(await app.storage.documents.count('users/-sessions')).toBe(1)
  })

  test('an account has a hundred at most: the oldest gives way', async () => {
    await using app = await openAccounts()
    await app.account()
    const { token } = await app.login()
    for (let i = 0; i < 99; i++) {
      app.time++
      await app.login()
    }
    expect(await app.who(token)).not.toBe(null)
    await app.login()
    expect(await app.who(token)).toBe(null)
    expect(await app.storage.documents.count('users/-sessions')).toBe(100)
  })

  test('me says who asks and until when; exactly these hooks fire', async () => {
    await using app = await openAccounts()
    const { id } = await app.account({ name: 'Ada' })
    const { token, exp } = await app.login()
    app.fired()
    const { auth } = app.content
    expect(await auth.me({ collection: 'users', user: await app.who(token) })).toMatchObject({
      user: { id, email, name: 'Ada', collection: 'users' },
      collection: 'users',
      strategy: 'session',
      exp,
    })
    expect(app.fired()).toEqual(expect.arrayContaining(['users:afterRead', 'users:afterMe']))
    expect(await auth.me({ collection: 'users', user: null })).toEqual({ user: null })
    expect(app.fired()).toEqual(['users:afterMe'])
  })

  test('of one collection is nothing in another, whose accounts have the same ids', async () => {
    const id = { name: 'id', type: 'text' as const }
    const both = ['users', 'readers'].map((slug) => users(true, { slug, fields: [id] }))
    await using app = await openAccounts({ collections: both })
    for (const collection of ['users', 'readers'])
      await app.content.create({ collection, data: { id: 'ada', email, password } })
    const { token } = await app.content.auth.login({ collection: 'readers', data: { email, password } })
    const user = await app.who(token)
    expect(user).toMatchObject({ id: 'ada', collection: 'readers' })
    expect(await app.content.auth.me({ collection: 'users', user })).toEqual({ user: null })
    await expect(app.content.auth.logout({ collection: 'users', user })).rejects.toMatchObject({ status: 401 })
    await app.content.update({ collection: 'users', id: 'ada', data: { password: 'another one' } })
    expect(await app.who(token)).not.toBe(null)
  })
})
