import { describe, expect, test } from 'vitest'
import type { Metric } from '../src/index.ts'
import { newsroom, type Newsroom } from './newsroom.ts'
import { errorAnswer } from './scenario.ts'

const token = 'a-token-of-32-characters-or-more'
const metricsOf = async ({ url }: Newsroom): Promise<string> => {
  const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  return response.text()
}

describe('metrics', () => {
  test('count requests by method, route and status, never by what stands in the address', async () => {
    await using room = await newsroom({ metrics: { token }, watch: false })
    const { id } = await room.content.create({ collection: 'posts', data: { title: 'x' } })
    await fetch(`${room.url}/api/posts/${id}`)
    await fetch(`${room.url}/api/posts/nobody`)
    await fetch(`${room.url}/api/stations/on-air`)
    await fetch(`${room.url}/no/such/page`)
    const text = await metricsOf(room)
    const count = 'crochet_http_request_duration_seconds_count'
    expect(text).toContain(`${count}{method="GET",route="/api/posts/:id",status="200"} 1`)
    expect(text).toContain(`${count}{method="GET",route="/api/posts/:id",status="404"} 1`)
    expect(text).toContain(`${count}{method="GET",route="/api/stations/on-air",status="200"} 1`)
    expect(text).toContain(`${count}{method="GET",route="none",status="404"} 1`)
    expect(text).not.toContain(String(id))
  })

  test('count every limit under the code of its error', async () => {
    await using room = await newsroom({ metrics: { token }, watch: false, limits: { body: 10 } })
    const headers = { 'content-type': 'application/json' }
    for (let n = 0; n < 3; n++) {
      await fetch(`${room.url}/api/posts`, { method: 'POST', headers, body: '{"title":"long"}' })
    }
    await fetch(`${room.url}/api/posts?${'x'.repeat(9000)}`)
    const text = await metricsOf(room)
    expect(text).toContain('crochet_http_errors_total{code="HTTP_BODY_TOO_LARGE"} 3')
    expect(text).toContain('crochet_http_errors_total{code="HTTP_URL_TOO_LONG"} 1')
  })

  test('tell of the process, of requests in flight, and what others have to tell', async () => {
    const others: Metric[] = [
      {
        name: 'shop_orders_total',
        help: 'Orders.',
        kind: 'counter',
        values: [{ labels: { kind: 'a"b\\c\n' }, value: 2 }],
      },
      { name: 'shop_open', help: 'Whether it is open.', kind: 'gauge', values: [{ value: 1 }] },
    ]
    await using room = await newsroom({ metrics: { token, sources: [() => others] }, watch: false })
    const text = await metricsOf(room)
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m)
    expect(text).toContain('crochet_http_requests_in_flight 1')
    expect(text).toContain('# TYPE shop_orders_total counter\nshop_orders_total{kind="a\\"b\\\\c\\n"} 2\n')
    expect(text).toContain('# HELP shop_open Whether it is open.\n# TYPE shop_open gauge\nshop_open 1\n')
  })
})

describe('whoever has no token', () => {
  test.each(['', 'Bearer', 'Bearer x', `Basic ${token}`, `bearer ${token}`, `Bearer ${token} `.repeat(2), token])(
    'is refused with "%s"',
    async (authorization) => {
      await using room = await newsroom({ metrics: { token } })
      const response = await fetch(`${room.url}/metrics`, { headers: { authorization } })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      expect(await response.json()).toEqual(errorAnswer('HTTP_METRICS_TOKEN'))
      expect(room.fired()).toEqual(['afterError'])
    },
  )

  test('finds nothing where there are no metrics', async () => {
    await using room = await newsroom({ watch: false })
    expect((await fetch(`${room.url}/metrics`)).status).toBe(404)
  })
})

test.each([{}, { token: '' }, { token: 'short' }])('a token that can be guessed is refused: %j', async (metrics) => {
  await expect(newsroom({ metrics: metrics as never })).rejects.toMatchObject({ code: 'HTTP_METRICS_SHAPE' })
})
