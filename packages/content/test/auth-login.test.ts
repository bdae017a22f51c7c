import { describe, expect, test } from 'vitest'
import { AuthenticationError, type Untyped } from '../src/index.ts'
import { bytesOnDisk, countArgon2, email, openAccounts, password, users } from './open-accounts.ts'
import { gate } from './open-content.ts'

const reading = ['users:beforeOperation', 'users:beforeRead', 'users:afterFetch']
const fieldsRead = ['name', 'email', 'password', 'disabled'].map((name) => `users.${name}:afterRead`)
const readOwn = [...reading, ...fieldsRead, 'users:afterRead', 'users:afterOperation']

describe('login', () => {
  test('answers with the account, a token and when it ends; exactly these hooks fire', async () => {
    await using app = await openAccounts()
    const { id } = await app.account({ name: 'Ada' })
    app.fired()
    const answer = await app.login()
    expect(app.fired()).toEqual(['users:beforeLogin', ...readOwn, 'users:afterLogin'])
    expect(answer).toEqual({
      user: expect.objectContaining({ id, email, name: 'Ada', disabled: false, collection: 'users' }),
      token: expect.stringMatching(/^[\w-]{43}$/),
      exp: app.time / 1000 + 7200,
    })
    expect(answer.user).not.toHaveProperty('password')
    expect(await app.who(answer.token)).toMatchObject({ id, collection: 'users', _strategy: 'session' })
  })

  test('nothing of password and token is on disk, nor in any document that hooks of reading and writing are given', async () => {
    const seen: Untyped[] = []
    const see = ({ doc, user, result, response }: Untyped): void => void seen.push([doc, user, result, response])
    const hooks = { afterRead: [see], afterFetch: [], afterChange: [see], afterCommit: [see], afterOperation: [see] }
    await using app = await openAccounts({ collections: [users(true, { hooks: { ...hooks, beforeLogin: [see] } })] })
    await app.account()
    const { token } = await app.login()
    const all = await bytesOnDisk(app)
    expect(all).toContain(email)
    expect(all).not.toContain(password)
    expect(all).not.toContain(token)
    expect(seen.length).toBeGreaterThan(4)
    const texts = JSON.stringify(seen)
    for (const secret of ['argon2id', password, token]) expect(texts).not.toContain(secret)
  })

  test.each<[string, Untyped]>([
    ['a wrong password', { password: 'correct horsf' }],
    ['an unknown account', { email: 'nobody@example.org' }],
    ['a disabled account', { email: 'off@example.org' }],
    ['an account without a password', { email: 'none@example.org' }],
  ])('%s: the same error after the same work', async (_title, given) => {
    await using app = await openAccounts()
    await app.account()
    await app.account({ email: 'off@example.org', disabled: true })
    const { id } = await app.account({ email: 'none@example.org' })
    await using transaction = await app.storage.documents.transaction()
    await transaction.update('users', id, { password: null })
    await transaction.commit()
    app.fired()
    using work = countArgon2()
    const error = await app.login(given).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(AuthenticationError)
    expect(error).toMatchObject({ status: 401, code: 'AUTH_FAILED', data: undefined })
    expect((error as Error).message).toBe('The email or password provided is incorrect.')
    expect(work.count).toBe(1)
    expect(app.fired()).toEqual([])
  })

  test.each<[string, Untyped]>([
    ['no password', { email }],
    ['no email', { password }],
    ['an object for an email', { email: { contains: '@' }, password }],
    ['a list for a password', { email, password: [password] }],
    ['a password that is too long', { email, password: 'x'.repeat(1025) }],
    ['nothing', undefined],
  ])('with %s is AUTH_DATA', async (_title, data) => {
    await using app = await openAccounts()
    await expect(app.content.auth.login({ collection: 'users', data })).rejects.toMatchObject({ code: 'AUTH_DATA' })
  })

  test('takes the address however it is typed, and keeps two spellings of one address apart from nobody', async () => {
    await using app = await openAccounts()
    const { email: stored } = await app.account({ email: 'Jos\u00c9@Example.ORG' })
    expect(stored).toBe('jos\u00e9@example.org')
    expect(await app.attempt({ email: ' JOSE\u0301@example.org' })).toBe('ok')
    await expect(app.account({ email: 'jose\u0301@EXAMPLE.org' })).rejects.toMatchObject({ code: 'VALUE_TAKEN' })
  })

  test('beforeLogin denies with its message, and no session is begun', async () => {
    const deny = (): never => {
      throw new Error('Only on weekdays')
    }
    await using app = await openAccounts({ collections: [users(true, { hooks: { beforeLogin: [deny] } })] })
    await app.account()
    await expect(app.login()).rejects.toThrow('Only on weekdays')
    expect(await app.storage.documents.count('users/-sessions')).toBe(0)
  })

  test('what afterLogin throws undoes the session; what it returns is the user of the answer', async () => {
    let fails = true
    const hooks = {
      afterLogin: [
        ({ user, req }: Untyped) => {
          if (fails) throw new Error('no')
          return { ...user, name: req.user.email }
        },
      ],
    }
    await using app = await openAccounts({ collections: [users(true, { hooks })] })
    await app.account()
    await expect(app.login()).rejects.toThrow('no')
    expect(await app.storage.documents.count('users/-sessions')).toBe(0)
    fails = false
    expect((await app.login()).user.name).toBe(email)
  })

  test('an owner who may not read accounts is told who they are, and no more', async () => {
    await using app = await openAccounts({ collections: [users(true, { access: { read: () => false } })] })
    const { id } = await app.account({ name: 'Ada' })
    expect((await app.login()).user).toEqual({ id, email, collection: 'users' })
  })

  test('while a password is compared it may change: then the old one lets nobody in', async () => {
    const reached = gate()
    const go = gate()
    const hooks = {
      beforeLogin: [
        async () => {
          reached.open()
          await go.opened
        },
      ],
    }
    await using app = await openAccounts({ collections: [users(true, { hooks })] })
    const { id } = await app.account()
    const attempt = app.attempt()
    await reached.opened
    await app.content.update({ collection: 'users', id, data: { password: 'a new password' } })
    go.open()
    expect(await attempt).toBe('AUTH_FAILED')
    expect(await app.storage.documents.count('users/-sessions')).toBe(0)
  })

  test('to a collection without auth is AUTH_COLLECTION', async () => {
    await using app = await openAccounts({ collections: [{ slug: 'posts', fields: [] }] })
    const call = app.content.auth.login({ collection: 'posts', data: { email, password } })
    await expect(call).rejects.toMatchObject({ code: 'AUTH_COLLECTION' })
  })
})
