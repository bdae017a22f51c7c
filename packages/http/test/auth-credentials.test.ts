import fc from 'fast-check'
import { request } from 'node:http'
import { describe, expect, test } from 'vitest'
import { authRoom, email, key, type AuthRoom } from './auth-room.ts'

const runs = { numRuns: 1000 }

/** Changes a text a little: a letter replaced, taken out, put in or doubled, letters swapped, ends cut off. */
const mutated = (text: string): fc.Arbitrary<string> => {
  const letter = fc.oneof(
    fc.constantFrom(...'Aa0_-.=+/ \t%,;"'),
    fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
  )
  const at = fc.nat(text.length - 1)
  return fc
    .oneof(
      fc.tuple(at, letter).map(([i, one]) => text.slice(0, i) + one + text.slice(i + 1)),
      at.map((i) => text.slice(0, i) + text.slice(i + 1)),
      fc.tuple(at, letter).map(([i, one]) => text.slice(0, i) + one + text.slice(i)),
      at.map((i) => text.slice(0, i)),
      at.map((i) => text.slice(i + 1)),
      at.map((i) => text.slice(0, i) + (text[i + 1] ?? '') + (text[i] ?? '') + text.slice(i + 2)),
      fc.constantFrom(
        text.toUpperCase(),
        text.toLowerCase(),
        text + text,
        `${text},${text}`,
        `${text}=`,
        [...text].toReversed().join(''),
      ),
    )
    .filter((one) => one.trim() !== text)
}

/** A GET with exactly these headers, as no `fetch` would send them. @returns whose it is */
function raw(room: AuthRoom, headers: Record<string, string>, method = 'GET'): Promise<string | null> {
  const { promise, resolve, reject } = Promise.withResolvers<string | null>()
  const asked = request(`${room.url}/api/who`, { method, headers, agent: false }, async (response) => {
    let text = ''
    for await (const chunk of response) text += String(chunk)
    const body = JSON.parse(text) as { email?: string | null }
    resolve(body.email ?? null)
  })
  asked.on('error', reject).end()
  return promise
}

describe('whose request it is', () => {
  test('a token or key in the header, a token in the cookie; for every route', async () => {
    await using room = await authRoom()
    const token = await room.token()
    const good: Record<string, string>[] = [
      { authorization: `Bearer ${token}` },
      { authorization: `bearer ${token}` },
      { authorization: `JWT ${token}` },
      { authorization: `users API-Key ${key}` },
      { cookie: `crochet-token=${token}` },
      { cookie: `a=b; crochet-token=${token};c=d` },
      { cookie: `crochet-token=${token}`, authorization: 'Basic YTpi' },
    ]
    for (const headers of good) expect(await room.who(headers)).toBe(email)
    const [first = {}] = good
    const made = await room.post('/api/notes', { text: 'x' }, first)
    expect(made.status).toBe(201)
    expect((await room.post('/api/notes', { text: 'x' })).status).toBe(403)
    expect((await fetch(`${room.url}/api/users/${room.id}`, { headers: first })).status).toBe(200)
    expect((await fetch(`${room.url}/api/users/${room.id}`)).status).toBe(403)
  })

  test('a header that names a token counts, good or not: the cookie is not asked', async () => {
    await using room = await authRoom()
    const token = await room.token()
    const cookie = `crochet-token=${token}`
    expect(await room.who({ cookie, authorization: `Bearer ${'A'.repeat(43)}` })).toBe(null)
    expect(await room.who({ cookie: `${cookie}; ${cookie}` })).toBe(null)
    expect(await room.who({ cookie: `x${cookie}` })).toBe(null)
    expect(await room.who({ cookie: `__Host-${cookie}` })).toBe(null)
  })

  test('with `secure` the cookie has a name that no other host can set', async () => {
    await using room = await authRoom({ cookies: { secure: true } })
    const answer = await room.post('/api/users/login', { email, password: 'correct horse' })
    const [set = ''] = answer.headers.getSetCookie()
    expect(set).toMatch(/^__Host-crochet-token=[\w-]{43}; Expires=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure$/)
    const token = /=([\w-]{43});/.exec(set)?.[1] ?? ''
    expect(await room.who({ cookie: `__Host-crochet-token=${token}` })).toBe(email)
    expect(await room.who({ cookie: `crochet-token=${token}` })).toBe(null)
  })

  test.each([{ prefix: 'a b' }, { sameSite: 'None' as const }, { domain: 'a;b' }, { sameSite: 'lax' as 'Lax' }])(
    'the cookie cannot be %j',
    async (cookies) => {
      await expect(authRoom({ cookies })).rejects.toMatchObject({ code: 'HTTP_COOKIE_INVALID' })
    },
  )
})

describe('a thousand random changes, none of which is let in', () => {
  test('to a token', async () => {
    await using room = await authRoom()
    const token = await room.token()
    const good = await raw(room, { authorization: `Bearer ${token}` })
    expect(good).toBe(email)
    await fc.assert(
      fc.asyncProperty(mutated(token), async (one) => {
        expect(await room.content.auth.authenticate({ kind: 'token', token: one })).toBe(null)
      }),
      runs,
    )
  })

  test('to the Authorization header with a token', async () => {
    await using room = await authRoom()
    const token = await room.token()
    const printable = mutated(`Bearer ${token}`).filter((one) => /^[\x20-\x7e]*$/.test(one) && !isRight(one))
    const isRight = (one: string): boolean => /^(bearer|jwt) +/i.test(one.trim()) && one.trim().endsWith(` ${token}`)
    await fc.assert(
      fc.asyncProperty(printable, async (authorization) => {
        expect(await raw(room, { authorization })).toBe(null)
      }),
      runs,
    )
  })

  test('to the Authorization header with a key', async () => {
    await using room = await authRoom()
    const printable = mutated(`users API-Key ${key}`).filter((one) => /^[\x20-\x7e]*$/.test(one) && !isRight(one))
    const isRight = (one: string): boolean =>
      /^users api-key +/i.test(one.trim()) && one.startsWith('users') && one.trim().endsWith(` ${key}`)
    expect(await raw(room, { authorization: `users API-Key ${key}` })).toBe(email)
    await fc.assert(
      fc.asyncProperty(printable, async (authorization) => {
        expect(await raw(room, { authorization })).toBe(null)
      }),
      runs,
    )
  })

  test('to the cookie', async () => {
    await using room = await authRoom()
    const token = await room.token()
    const right = `crochet-token=${token}`
    // Another cookie around it changes nothing.
    const isRight = (one: string): boolean => one.split(';').some((part) => part.trim() === right)
    const printable = mutated(right).filter((one) => /^[\x20-\x7e]*$/.test(one) && !isRight(one))
    await fc.assert(
      fc.asyncProperty(printable, async (cookie) => {
        expect(await raw(room, { cookie })).toBe(null)
      }),
      runs,
    )
  })

  test('to the origin that may use the cookie', async () => {
    const listed = 'https://app.example.org'
    await using room = await authRoom({ csrf: [listed] })
    const cookie = `crochet-token=${await room.token()}`
    const own = room.url
    for (const origin of [listed, own]) expect(await raw(room, { cookie, origin }, 'POST')).toBe(email)
    const isSame = (one: string): boolean => {
      const url = URL.parse(one)
      return url !== null && url.host === new URL(own).host
    }
    const one = fc
      .oneof(
        mutated(listed),
        mutated(own),
        fc.webUrl().map((url) => new URL(url).origin),
        fc.constantFrom('null', '', '*', 'file://'),
      )
      .filter((origin) => /^[\x20-\x7e]*$/.test(origin) && !isSame(origin.trim()) && origin.trim() !== listed)
    await fc.assert(
      fc.asyncProperty(one, fc.constantFrom('GET', 'POST'), async (origin, method) => {
        expect(await raw(room, { cookie, origin }, method)).toBe(null)
      }),
      runs,
    )
  })

  test('to Sec-Fetch-Site', async () => {
    await using room = await authRoom()
    const cookie = `crochet-token=${await room.token()}`
    const site = fc
      .oneof(mutated('same-origin'), fc.constantFrom('cross-site', 'same-site'))
      .filter((one) => /^[\x20-\x7e]+$/.test(one) && one.trim() !== 'none' && one.trim() !== '')
    await fc.assert(
      fc.asyncProperty(site, fc.constantFrom('GET', 'POST'), fc.boolean(), async (value, method, withOrigin) => {
        const origin: Record<string, string> = withOrigin ? { origin: room.url } : {}
        expect(await raw(room, { cookie, 'sec-fetch-site': value, ...origin }, method)).toBe(null)
      }),
      runs,
    )
  })
})

describe('the cookie counts', () => {
  const self = 'http://self'
  test.each<[string, string, { given: Record<string, string>; counts: boolean }]>([
    ['a page of the same host', 'POST', { given: { origin: self, 'sec-fetch-site': 'same-origin' }, counts: true }],
    [
      'a page of the same host, in a browser that does not tell the site',
      'POST',
      { given: { origin: self }, counts: true },
    ],
    ['a page of the same host that reads', 'GET', { given: { 'sec-fetch-site': 'same-origin' }, counts: true }],
    ['somebody who types the address', 'GET', { given: { 'sec-fetch-site': 'none' }, counts: true }],
    ['a program that reads', 'GET', { given: {}, counts: true }],
    [
      'a listed page',
      'POST',
      { given: { origin: 'https://app.example.org', 'sec-fetch-site': 'cross-site' }, counts: true },
    ],
    ['a program that writes', 'POST', { given: {}, counts: false }],
    ['a link on another site', 'GET', { given: { 'sec-fetch-site': 'cross-site' }, counts: false }],
    [
      'a form on another site',
      'POST',
      { given: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, counts: false },
    ],
    [
      'a page of a sister host',
      'POST',
      { given: { origin: 'https://b.example.org', 'sec-fetch-site': 'same-site' }, counts: false },
    ],
    ['a page in a sandbox', 'POST', { given: { origin: 'null', 'sec-fetch-site': 'cross-site' }, counts: false }],
    [
      'two answers that do not agree',
      'POST',
      { given: { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }, counts: false },
    ],
    [
      'two answers that do not agree, the other way',
      'POST',
      { given: { origin: self, 'sec-fetch-site': 'cross-site' }, counts: false },
    ],
    [
      'an address with the site in it',
      'POST',
      { given: { origin: 'https://app.example.org.evil.example' }, counts: false },
    ],
  ])('for %s (%s): %j', async (_title, method, { given, counts }) => {
    await using room = await authRoom({ csrf: ['https://app.example.org'] })
    const headers = given['origin'] === self ? { ...given, origin: room.url } : given
    const cookie = `crochet-token=${await room.token()}`
    expect(await raw(room, { cookie, ...headers }, method)).toBe(counts ? email : null)
  })
})
