import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { networkOf, RateLimit } from '../src/rate-limit.ts'
import { newsroom } from './newsroom.ts'
import { errorAnswer } from './scenario.ts'

/** A limit whose time is moved by hand. */
function limited(requests: number, seconds: number): { limit: RateLimit; pass: (ms: number) => void } {
  let now = 0
  return { limit: new RateLimit({ requests, seconds }, () => now), pass: (ms) => void (now += ms) }
}
const letIn = (limit: RateLimit, address: string, tries: number): number =>
  Array.from({ length: tries }, () => limit.take(address)).filter(({ wait }) => wait === 0).length

describe('the limit of requests', () => {
  test.each([
    { tries: 9, let: 9 },
    { tries: 10, let: 10 },
    { tries: 11, let: 10 },
    { tries: 10_000, let: 10 },
  ])('of 10 lets $let of $tries in', ({ tries, let: expected }) => {
    expect(letIn(limited(10, 60).limit, '1.2.3.4', tries)).toBe(expected)
  })

  test('is for each address by itself', () => {
    const { limit } = limited(2, 60)
    expect(['1.1.1.1', '2.2.2.2'].map((address) => letIn(limit, address, 5))).toEqual([2, 2])
  })

  test('fills again evenly, and never over its size', () => {
    const { limit, pass } = limited(10, 60)
    letIn(limit, 'a', 10)
    pass(5_999)
    expect(limit.take('a').wait).toBeCloseTo(1)
    pass(1)
    expect(letIn(limit, 'a', 5)).toBe(1)
    pass(12_000)
    expect(letIn(limit, 'a', 5)).toBe(2)
    pass(3_600_000)
    expect(letIn(limit, 'a', 50)).toBe(10)
  })

  test('says how many are left and when there will be another', () => {
    const { limit } = limited(3, 30)
    expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([
      { left: 2, wait: 0, reset: 10_000 },
      { left: 1, wait: 0, reset: 20_000 },
      { left: 0, wait: 0, reset: 30_000 },
      { left: 0, wait: 10_000, reset: 30_000 },
    ])
  })

  test('however requests are spread, no more than the size and what flows in gets through', () => {
    const waits = fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 300 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 60 }),
        waits,
        (requests, seconds, gaps) => {
          const { limit, pass } = limited(requests, seconds)
          let time = 0
          let through = 0
          for (const gap of gaps) {
            pass(gap)
            time += gap
            if (limit.take('a').wait === 0) through++
            expect(through).toBeLessThanOrEqual(requests + Math.floor((time * requests) / (seconds * 1000) + 1e-6))
          }
        },
      ),
    )
  })

  test('remembers an address until 50,000 others, or 100,000 at most, were heard of', () => {
    const { limit } = limited(1, 3600)
    const others = (from: number, to: number): void => {
      for (let n = from; n < to; n++) limit.take(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
    }
    limit.take('1.2.3.4')
    others(0, 49_990)
    expect(limit.take('1.2.3.4').wait).toBeGreaterThan(0)
    others(50_000, 150_000)
    expect(limit.take('1.2.3.4').wait).toBe(0)
  })

  test('does not forget an address that goes on asking', () => {
    const { limit } = limited(1, 3600)
    const waits: number[] = []
    for (let n = 0; n < 300_000; n++) {
      if (n % 40_000 === 0) waits.push(limit.take('1.2.3.4').wait)
      limit.take(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`)
    }
    expect(waits.map((wait) => wait > 0)).toEqual([false, true, true, true, true, true, true, true])
  })

  test.each([{ requests: 0, seconds: 1 }, { requests: 1.5, seconds: 1 }, { requests: 1 }, {}])(
    'must be whole numbers: %j',
    async (rate) => {
      await expect(newsroom({ rate: rate as never })).rejects.toMatchObject({ code: 'HTTP_RATE_INVALID' })
    },
  )
})

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:db8:0:1::5', '2001:db8:0:1'],
  ['2001:0db8:0000:0001:ffff:ffff:ffff:ffff', '2001:db8:0:1'],
  ['2001:DB8:0:1:2:3:4:5', '2001:db8:0:1'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['64:ff9b::1.2.3.4', '64:ff9b:0:0'],
  ['', ''],
])('%s counts as %s', (address, network) => expect(networkOf(address)).toBe(network))

describe('over HTTP', () => {
  test('what is too much is answered with 429 before any hook but afterError runs, and says when to come back', async () => {
    await using room = await newsroom({ rate: { requests: 2, seconds: 3600 } })
    const first = await fetch(`${room.url}/api/posts`)
    expect(first.headers.get('ratelimit-limit')).toBe('2')
    expect(first.headers.get('ratelimit-remaining')).toBe('1')
    await fetch(`${room.url}/no/such/page`)
    room.fired()
    const third = await fetch(`${room.url}/api/posts`)
    expect(third.status).toBe(429)
    expect(third.headers.get('retry-after')).toMatch(/^(1800|1799)$/)
    expect(await third.json()).toEqual(errorAnswer('HTTP_RATE_LIMIT', { data: expect.any(Object) }))
    expect(room.fired()).toEqual(['posts:afterError', 'afterError'])
  })

  test('headers that a client makes up do not make it another address', async () => {
    await using room = await newsroom({ rate: { requests: 1, seconds: 3600 }, watch: false })
    await fetch(`${room.url}/api/posts`)
    for (const header of ['x-forwarded-for', 'x-real-ip', 'forwarded']) {
      const response = await fetch(`${room.url}/api/posts`, { headers: { [header]: '9.9.9.9' } })
      expect(response.status).toBe(429)
    }
  })

  test('behind a trusted proxy it is the address that the proxy names', async () => {
    await using room = await newsroom({ rate: { requests: 1, seconds: 3600 }, trustProxy: '127.0.0.1', watch: false })
    const from = async (address: string): Promise<number> =>
      (await fetch(`${room.url}/api/posts`, { headers: { 'x-forwarded-for': address } })).status
    expect([await from('9.9.9.9'), await from('8.8.8.8'), await from('9.9.9.9')]).toEqual([200, 200, 429])
  })

  test('who watches the server is never turned away', async () => {
    await using room = await newsroom({ rate: { requests: 1, seconds: 3600 }, watch: false })
    for (const path of ['/healthz', '/readyz', '/healthz', '/readyz']) {
      expect((await fetch(room.url + path)).status).toBe(200)
    }
  })
})
