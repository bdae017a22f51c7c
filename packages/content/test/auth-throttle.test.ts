import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressKey } from '../src/auth/address-window.ts'
import { countArgon2, email, openAccounts, password, users } from './open-accounts.ts'

const wrong = { password: 'wrong wrong' }

describe('failed logins of an account', () => {
  test('after five there is a delay that doubles up to ten minutes, in which the right password is refused too', async () => {
    await using app = await openAccounts()
    await app.account()
    for (let i = 0; i < 5; i++) expect(await app.attempt(wrong)).toBe('AUTH_FAILED')
    for (const seconds of [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]) {
      app.time += seconds * 1000 - 1
      await expect(app.login()).rejects.toMatchObject({ code: 'AUTH_DELAYED', status: 429, data: { retryAfter: 1 } })
      app.time += 1
      expect(await app.attempt(wrong)).toBe('AUTH_FAILED')
    }
    app.time += 600_000
    expect(await app.attempt()).toBe('ok')
    for (let i = 0; i < 5; i++) expect(await app.attempt(wrong)).toBe('AUTH_FAILED')
  })

  test('an account that does not exist is delayed in the same way', async () => {
    await using app = await openAccounts()
    await app.account()
    const course = async (given: object): Promise<string[]> => {
      const codes: string[] = []
      for (let i = 0; i < 12; i++) {
        codes.push(await app.attempt({ ...wrong, ...given }))
        app.time += 700
      }
      return codes
    }
    const known = await course({})
    expect(await course({ email: 'nobody@example.org' })).toEqual(known)
    expect(new Set(known)).toEqual(new Set(['AUTH_FAILED', 'AUTH_DELAYED']))
  })

  test('a hundred at once get no further than five, and two passwords are compared at a time', async () => {
    await using app = await openAccounts()
    await app.account()
    using work = countArgon2()
    const codes = await Promise.all(Array.from({ length: 100 }, (_, i) => app.attempt({ password: `guess no ${i}` })))
    expect(codes.filter((code) => code === 'AUTH_FAILED')).toHaveLength(5)
    expect(codes.filter((code) => code === 'AUTH_DELAYED')).toHaveLength(95)
    expect(work.count).toBe(5)
    expect(work.most).toBe(2)
    expect(app.content.auth.counters).toEqual({ logins: 0, failures: 5, delayed: 95, busy: 0 })
  })

  test('when a hundred wait for their password to be compared, the next are turned away before anything is looked up', async () => {
    await using app = await openAccounts()
    using work = countArgon2()
    const many = Array.from({ length: 150 }, (_, i) => app.attempt({ email: `nobody${i}@example.org` }))
    const codes = await Promise.all(many)
    expect(codes.filter((code) => code === 'AUTH_FAILED')).toHaveLength(102)
    expect(codes.filter((code) => code === 'AUTH_BUSY')).toHaveLength(48)
    expect(work.count).toBe(102)
  })

  test('spellings of an address, fields beside it and other addresses of the network do not help', async () => {
    await using app = await openAccounts()
    await app.account()
    const spelling = fc
      .array(fc.boolean(), { minLength: email.length, maxLength: email.length })
      .map((upper) =>
        [...email].map((letter, index) => (upper[index] === true ? letter.toUpperCase() : letter)).join(''),
      )
    const around = fc.tuple(fc.constantFrom('', ' ', '\t', '\u00a0'), spelling, fc.constantFrom('', ' ', '\n'))
    let guesses = 0
    await fc.assert(
      fc.asyncProperty(around, fc.dictionary(fc.string(), fc.string()), fc.ipV6(), async (typed, more, ip) => {
        const data = { ...more, email: typed.join(''), password: 'wrong wrong' }
        const call = app.content.auth.login({ collection: 'users', data, req: { source: 'rest', ip } })
        const code = await call.then(
          () => 'ok',
          (thrown: { code: string }) => thrown.code,
        )
        expect(['AUTH_FAILED', 'AUTH_DELAYED']).toContain(code)
        if (code === 'AUTH_FAILED') guesses++
      }),
      { numRuns: 1000 },
    )
    expect(guesses).toBe(5)
  })

  test('a login that succeeds, a new password by mail and `unlock` forget them', async () => {
    await using app = await openAccounts()
    await app.account()
    const fail = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) expect(await app.attempt(wrong)).toBe('AUTH_FAILED')
    }
    await fail(4)
    expect(await app.attempt()).toBe('ok')
    await fail(5)
    expect(await app.attempt()).toBe('AUTH_DELAYED')
    await app.content.auth.unlock({ collection: 'users', data: { email: email.toUpperCase() } })
    await fail(5)
    const token = await app.content.auth.forgotPassword({ collection: 'users', data: { email } })
    await app.content.auth.resetPassword({ collection: 'users', data: { token, password } })
    expect(await app.attempt()).toBe('ok')
  })

  test('who may unlock is for the rule to say; nobody learns whether there is such an account', async () => {
    const access = {
      unlock: ({ req }: { req: { user: { id: string } | null } }) =>
        req.user !== null && { id: { equals: req.user.id } },
    }
    await using app = await openAccounts({ collections: [users({ maxLoginAttempts: 1 }, { access })] })
    const ada = await app.account()
    const unlock = (user: object | null, given: string): Promise<void> =>
      app.content.auth.unlock({ collection: 'users', data: { email: given }, user })
    expect(await app.attempt(wrong)).toBe('AUTH_FAILED')
    await expect(unlock(null, email)).rejects.toMatchObject({ status: 403 })
    await unlock({ id: 'somebody else' }, email)
    await unlock({ id: 'somebody else' }, 'nobody@example.org')
    expect(await app.attempt()).toBe('AUTH_DELAYED')
    await unlock({ id: ada.id }, email)
    expect(await app.attempt()).toBe('ok')
  })
})

describe('attempts of one address', () => {
  test('twenty in any minute, whatever account and outcome', async () => {
    await using app = await openAccounts()
    await app.account()
    const ip = '203.0.113.7'
    for (let i = 0; i < 20; i++) {
      expect(await app.attempt({ ip, ...(i % 2 === 0 ? {} : { email: `nobody${i}@example.org` }) })).not.toBe(
        'AUTH_DELAYED',
      )
      app.time += 1000
    }
    await expect(app.login({ ip })).rejects.toMatchObject({ code: 'AUTH_DELAYED', data: { retryAfter: 40 } })
    expect(await app.attempt({ ip: '203.0.113.8' })).toBe('ok')
    app.time += 40_000
    expect(await app.attempt({ ip })).toBe('ok')
    expect(await app.attempt({ ip })).toBe('AUTH_DELAYED')
  })

  test('are as many as the configuration says, and counted for each collection', async () => {
    const few = { maxAttemptsPerAddress: 1 }
    await using app = await openAccounts({ collections: [users(few), users(few, { slug: 'readers' })] })
    await app.account()
    const ip = '203.0.113.7'
    expect(await app.attempt({ ip })).toBe('ok')
    expect(await app.attempt({ ip })).toBe('AUTH_DELAYED')
    const data = { email, password }
    const there = app.content.auth.login({ collection: 'readers', data, req: { source: 'rest', ip } })
    await expect(there).rejects.toMatchObject({ code: 'AUTH_FAILED' })
  })

  test('are counted for reset, forgotten passwords and the first account, too', async () => {
    await using app = await openAccounts()
    const { auth } = app.content
    const req = { source: 'rest', ip: '203.0.113.7' }
    const about = { collection: 'users', req }
    for (let i = 0; i < 20; i++) auth.mailNewPassword({ ...about, data: { email: `nobody${i}@example.org` } })
    const token = 'A'.repeat(43)
    const delayed = expect.objectContaining({ code: 'AUTH_DELAYED' })
    expect(() => auth.mailNewPassword({ ...about, data: { email } })).toThrow(delayed)
    await expect(auth.resetPassword({ ...about, data: { token, password } })).rejects.toEqual(delayed)
    await expect(auth.registerFirst({ ...about, data: { token, email, password } })).rejects.toEqual(delayed)
    await auth.idle()
  })

  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['::FFFF:cb00:7107', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['1::2:3:4:5:6:7', '1:0:2:3::/64'],
  ])('%s is counted as %s', (address, key) => {
    expect(addressKey(address)).toBe(key)
  })
})
