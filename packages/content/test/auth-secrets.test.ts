import { describe, expect, test } from 'vitest'
import type { AfterForgotPassword, Untyped } from '../src/index.ts'
import { bytesOnDisk, countArgon2, email, openAccounts, password, users } from './open-accounts.ts'
import { open } from './open-content.ts'

const key = 'k3y_ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789'

describe('an API key', () => {
  const config = { collections: [users({ useAPIKey: true })] }
  const by = (app: Untyped, given: string, collection = 'users'): Promise<Untyped> =>
    app.content.auth.authenticate({ kind: 'api-key', collection, key: given })

  test('signs in while it is enabled; its hash is stored, and it leaves no operation', async () => {
    await using app = await openAccounts(config)
    const made = await app.account({ apiKey: key, enableAPIKey: true })
    const { id } = made
    expect(await by(app, key)).toMatchObject({ id, email, _strategy: 'api-key' })
    expect(await by(app, key)).not.toHaveProperty('apiKey')
    const found = await app.content.findByID({ collection: 'users', id, showHiddenFields: true })
    for (const doc of [made, found]) expect(doc).not.toHaveProperty('apiKey')
    expect(await bytesOnDisk(app)).not.toContain(key)
    const where = { apiKey: { exists: true } }
    await expect(app.content.find({ collection: 'users', where })).rejects.toMatchObject({ code: 'WHERE_FIELD' })
    await app.content.update({ collection: 'users', id, data: { enableAPIKey: false } })
    expect(await by(app, key)).toBe(null)
    await app.content.update({ collection: 'users', id, data: { enableAPIKey: true, disabled: true } })
    expect(await by(app, key)).toBe(null)
  })

  test('has no session: nothing to refresh or to end', async () => {
    await using app = await openAccounts(config)
    await app.account({ apiKey: key, enableAPIKey: true })
    const user = await by(app, key)
    const { auth } = app.content
    await expect(auth.refresh({ collection: 'users', user })).rejects.toMatchObject({ code: 'AUTH_NO_SESSION' })
    await expect(auth.logout({ collection: 'users', user })).rejects.toMatchObject({ code: 'AUTH_NO_SESSION' })
    expect(await auth.signedInUntil(user)).toBe(Infinity)
    await app.content.update({ collection: 'users', id: user.id, data: { apiKey: `${key}_another` } })
    expect(await auth.signedInUntil(user)).toBe(undefined)
  })

  test.each(['short_0123456789', 'a'.repeat(40), `${key} `, `${key}ä`, 'x'.repeat(129), ''])(
    '%j is none',
    async (apiKey) => {
      await using app = await openAccounts(config)
      await expect(app.account({ apiKey })).rejects.toMatchObject({ code: 'VALIDATION' })
    },
  )

  test('of a collection without keys, or of another one, is nothing', async () => {
    await using app = await openAccounts({ collections: [...config.collections, users(true, { slug: 'readers' })] })
    await app.account({ apiKey: key, enableAPIKey: true })
    for (const slug of ['readers', 'Users', 'posts', '__proto__', '']) expect(await by(app, key, slug)).toBe(null)
    await expect(
      app.content.create({ collection: 'readers', data: { email, password, apiKey: key } }),
    ).rejects.toMatchObject({ code: 'VALIDATION' })
  })
})

describe('a forgotten password', () => {
  const url = 'https://app.example.org/new-password'
  const config = { collections: [users({ forgotPassword: { url } })] }

  test('a mail has a link that is good once, for an hour; its hash is stored', async () => {
    await using app = await openAccounts(config)
    const { id } = await app.account()
    const { auth } = app.content
    app.fired()
    const token = await auth.forgotPassword({ collection: 'users', data: { email: ` ${email.toUpperCase()}` } })
    expect(app.fired()).toEqual(['users:afterForgotPassword'])
    expect(app.mails).toEqual([
      { to: email, subject: 'A new password', text: expect.stringContaining(`${url}#${token}\n`) },
    ])
    expect(await bytesOnDisk(app)).not.toContain(token)
    const reset = (data: object): Promise<Untyped> => auth.resetPassword({ collection: 'users', data })
    await expect(reset({ token, password: 'short' })).rejects.toMatchObject({ code: 'VALIDATION' })
    const answer = await reset({ token, password: 'another one' })
    expect(answer).toMatchObject({ user: { id, email }, token: expect.any(String) })
    expect(await app.who(answer.token)).toMatchObject({ id })
    expect(await app.attempt()).toBe('AUTH_FAILED')
    expect(await app.attempt({ password: 'another one' })).toBe('ok')
    await expect(reset({ token, password: 'a third one' })).rejects.toMatchObject({ code: 'AUTH_RESET_TOKEN' })
  })

  test('of ten who use a link at once, one has it', async () => {
    await using app = await openAccounts(config)
    await app.account()
    const { auth } = app.content
    const token = await auth.forgotPassword({ collection: 'users', data: { email } })
    const passwords = Array.from({ length: 10 }, (_, i) => `password number ${i}`)
    const outcomes = await Promise.allSettled(
      passwords.map((one) => auth.resetPassword({ collection: 'users', data: { token, password: one } })),
    )
    const won = passwords.filter((_, i) => outcomes[i]?.status === 'fulfilled')
    expect(won).toHaveLength(1)
    expect(await app.attempt({ password: won[0] })).toBe('ok')
  })

  test.each<[string, (app: Untyped, id: string, token: string) => unknown]>([
    ['after an hour', (app) => (app.time += 3_600_000)],
    ['after another mail', (app) => app.content.auth.forgotPassword({ collection: 'users', data: { email } })],
    [
      'after a change of the password',
      (app, id) => app.content.update({ collection: 'users', id, data: { password } }),
    ],
    ['for a disabled account', (app, id) => app.content.update({ collection: 'users', id, data: { disabled: true } })],
    ['for a deleted account', (app, id) => app.content.delete({ collection: 'users', id })],
  ])('a link is not good %s', async (_title, spoil) => {
    await using app = await openAccounts(config)
    const { id } = await app.account()
    const token = String(await app.content.auth.forgotPassword({ collection: 'users', data: { email } }))
    await spoil(app, id, token)
    const data = { token, password: 'another one' }
    await expect(app.content.auth.resetPassword({ collection: 'users', data })).rejects.toMatchObject({
      code: 'AUTH_RESET_TOKEN',
      status: 403,
    })
  })

  test('whoever asks from outside gets no answer to whether there is an account, and no flood of mails is sent', async () => {
    const seen: AfterForgotPassword[] = []
    const hooks = { afterForgotPassword: [(payload: AfterForgotPassword) => void seen.push(payload)] }
    await using app = await openAccounts({ collections: [users(true, { hooks })] })
    await app.account()
    await app.account({ email: 'off@example.org', disabled: true })
    const { auth } = app.content
    for (let i = 0; i < 20; i++) {
      for (const one of [email, 'off@example.org', 'nobody@example.org'])
        expect(auth.mailNewPassword({ collection: 'users', data: { email: one }, req: { source: 'rest' } })).toBe(
          undefined,
        )
      await auth.idle()
    }
    expect(app.mails.map(({ to }) => to)).toEqual([email, email, email])
    expect(seen).toHaveLength(3)
    expect(JSON.stringify(seen.map(({ user }) => user))).not.toContain('argon2id')
  })

  test('a mail that cannot be sent is told to afterError', async () => {
    const told: Untyped[] = []
    const afterError = ({ error, source }: Untyped): void => void told.push([error.message, source])
    await using app = await openAccounts({
      collections: [
        users({
          forgotPassword: {
            mail: () => {
              throw new Error('no paper')
            },
          },
        }),
      ],
      hooks: { afterError: [afterError] },
    })
    await app.account()
    app.content.auth.mailNewPassword({ collection: 'users', data: { email }, req: { source: 'rest' } })
    await app.content.auth.idle()
    expect(told).toEqual([['no paper', 'detached']])
  })
})

describe('the first account', () => {
  const role = { name: 'role', type: 'text' as const, access: { create: () => false } }
  const config = { collections: [users(true, { access: {}, fields: [role] }), users(true, { slug: 'readers' })] }
  const first = (app: Untyped, token: unknown, data: object = {}): Promise<Untyped> =>
    app.content.auth.registerFirst({
      collection: 'users',
      data: { token, email, password, ...data },
      req: { source: 'rest' },
    })

  test('is made by whoever has the link, with every field, and signed in', async () => {
    await using app = await openAccounts(config)
    expect(await app.content.auth.isInitialized('users')).toBe(false)
    const offer = await app.content.auth.offerFirstUser()
    expect(offer).toEqual({ collection: 'users', token: expect.stringMatching(/^[\w-]{43}$/) })
    await expect(first(app, offer?.token, { email: 'nonsense' })).rejects.toMatchObject({ code: 'VALIDATION' })
    const answer = await first(app, offer?.token, { role: 'admin' })
    expect(answer.user).toMatchObject({ email, role: 'admin' })
    expect(await app.who(answer.token)).toMatchObject({ email })
    await expect(first(app, offer?.token, { email: 'eve@example.org' })).rejects.toMatchObject({ status: 403 })
    expect(await app.content.auth.offerFirstUser()).toBe(undefined)
    expect(await app.content.auth.isInitialized('users')).toBe(true)
  })

  test('of a hundred who claim it at once, one has it', async () => {
    await using app = await openAccounts(config)
    const offer = await app.content.auth.offerFirstUser()
    const claims = Array.from({ length: 100 }, (_, i) => first(app, offer?.token, { email: `user${i}@example.org` }))
    const outcomes = await Promise.allSettled(claims)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await app.content.count({ collection: 'users' })).totalDocs).toBe(1)
  })

  test.each<[string, (app: Untyped, token: string) => unknown]>([
    ['without a link', () => undefined],
    ['with another token', () => 'A'.repeat(43)],
    ['with part of it', (_app, token) => token.slice(1)],
    ['with an object', (_app, token) => ({ token })],
    ['after half an hour', (app, token) => ((app.time += 30 * 60_000), token)],
    ['after a new start', async (app, token) => (await app.content.auth.offerFirstUser(), token)],
    [
      'when there is an account',
      async (app, token) => {
        await app.account({ email: 'bob@example.org' })
        return token
      },
    ],
  ])('is not made %s', async (_title, spoil) => {
    await using app = await openAccounts(config)
    const offer = await app.content.auth.offerFirstUser()
    const before = await spoil(app, String(offer?.token))
    using work = countArgon2()
    await expect(first(app, before)).rejects.toMatchObject({ code: 'AUTH_FIRST_USER' })
    expect(work.count).toBe(0)
  })
})

test('an account may not be copied without an email and a password of its own', async () => {
  await using app = await openAccounts({ collections: [users(true, { access: open })] })
  const { id } = await app.account({ name: 'Ada' })
  await expect(app.content.duplicate({ collection: 'users', id })).rejects.toMatchObject({ code: 'VALIDATION' })
  const data = { email: 'bob@example.org', password: 'another one' }
  expect(await app.content.duplicate({ collection: 'users', id, data })).toMatchObject({ name: 'Ada' })
  expect(await app.attempt({ email: 'bob@example.org' })).toBe('AUTH_FAILED')
})
