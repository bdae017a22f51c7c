import { describe, expect, test } from 'vitest'
import { createHttp, defaultLimits, HttpError } from '../src/index.ts'
import { parseJsonBody } from '../src/rest/json-body.ts'
import { newsroom } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'

const json = { 'content-type': 'application/json' }
/** A post as JSON of exactly so many bytes. */
const postOf = (bytes: number): string => {
  const frame = '{"title":"x","body":""}'
  const rest = bytes - frame.length
  return frame.replace('""}', `"${'ä'.repeat(Math.floor(rest / 2))}${'a'.repeat(rest % 2)}"}`)
}

describe('the body', () => {
  test.each([
    { bytes: defaultLimits.body - 1, status: 201 },
    { bytes: defaultLimits.body, status: 201 },
    { bytes: defaultLimits.body + 1, status: 413 },
  ])('of $bytes bytes is answered with $status, announced or not', async ({ bytes, status }) => {
    await using room = await newsroom({ watch: false })
    const announced = await fetch(`${room.url}/api/posts`, { method: 'POST', headers: json, body: postOf(bytes) })
    expect(announced.status).toBe(status)
    const chunked = await fetch(`${room.url}/api/posts`, {
      method: 'POST',
      headers: json,
      body: new Blob([postOf(bytes)]).stream(),
      duplex: 'half',
    })
    expect(chunked.status).toBe(status)
  })

  test('that is too large is not read to its end before it is refused', async () => {
    await using room = await newsroom({ watch: false })
    await using client = await RawClient.open(room.port)
    client.send(request('POST /api/posts', ['Content-Type: application/json', 'Content-Length: 1073741824']))
    expect(await client.status()).toBe(413)
    expect(await client.json()).toEqual(errorAnswer('HTTP_BODY_TOO_LARGE', { data: { limit: defaultLimits.body } }))
  })
})

describe('the URL', () => {
  const urlOf = (bytes: number): string => `/api/posts?${'x'.repeat(bytes - '/api/posts?'.length)}`

  test.each([
    { bytes: defaultLimits.url - 1, code: 'HTTP_QUERY_UNKNOWN', status: 400 },
    { bytes: defaultLimits.url, code: 'HTTP_QUERY_UNKNOWN', status: 400 },
    { bytes: defaultLimits.url + 1, code: 'HTTP_URL_TOO_LONG', status: 414 },
  ])('of $bytes bytes is answered with $code', async ({ bytes, code, status }) => {
    await using room = await newsroom({ watch: false })
    const response = await fetch(room.url + urlOf(bytes))
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ errors: [{ code }] })
  })

  test('of a long id is looked up, and of one that is too long is refused', async () => {
    await using room = await newsroom({ watch: false })
    expect((await fetch(`${room.url}/api/posts/${'x'.repeat(8000)}`)).status).toBe(404)
    expect((await fetch(`${room.url}/api/posts/${'x'.repeat(8192)}`)).status).toBe(414)
  })
})

describe('the headers', () => {
  // Node counts the path, the names and the values, and refuses when the limit is reached.
  const withHeaders = (bytes: number): string => {
    const fixed = '/healthz'.length + 'Host'.length + '127.0.0.1'.length + 'x'.length
    return request('GET /healthz', [`x: ${'a'.repeat(bytes - fixed)}`])
  }

  test.each([
    { bytes: defaultLimits.headers - 2, status: 200 },
    { bytes: defaultLimits.headers - 1, status: 200 },
    { bytes: defaultLimits.headers, status: 431 },
  ])('of $bytes bytes are answered with $status', async ({ bytes, status }) => {
    await using room = await newsroom()
    await using client = await RawClient.open(room.port)
    expect(await client.send(withHeaders(bytes)).status()).toBe(status)
  })

  test('that are too large get the usual error and run afterError', async () => {
    await using room = await newsroom()
    await using client = await RawClient.open(room.port)
    client.send(withHeaders(defaultLimits.headers))
    expect(await client.json()).toEqual(errorAnswer('HTTP_HEADERS_TOO_LARGE'))
    await client.untilClosed()
    expect(room.fired()).toEqual(['afterError'])
  })
})

describe('a JSON body', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 'leaf' : { inner: nested(depth - 1) })
  const lists = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
  const keys = (count: number): object =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]))
  const parse = (value: unknown): unknown =>
    parseJsonBody(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), defaultLimits)

  test.each([31, 32])('may be nested %d deep', (depth) => {
    expect(parse(nested(depth))).toEqual(nested(depth))
    expect(JSON.stringify(parse(lists(depth)))).toBe(lists(depth))
  })

  test.each([nested(33), lists(33), lists(500_000)])('must not be nested deeper', (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: 'HTTP_BODY_DEPTH', status: 413 }))
  })

  test.each([9_999, 10_000])('may have %d keys', (count) => {
    expect(parse(keys(count))).toEqual(keys(count))
  })

  test('must not have more', () => {
    expect(() => parse(keys(10_001))).toThrow(expect.objectContaining({ code: 'HTTP_BODY_KEYS', status: 413 }))
    expect(() => parse([keys(5_000), { inner: keys(5_000) }])).toThrow(
      expect.objectContaining({ code: 'HTTP_BODY_KEYS' }),
    )
  })

  test('is refused over the wire as well', async () => {
    await using room = await newsroom({ watch: false })
    const body = JSON.stringify({ title: 'x', extra: nested(32) })
    const response = await fetch(`${room.url}/api/posts`, { method: 'POST', headers: json, body })
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual(errorAnswer('HTTP_BODY_DEPTH', { data: { limit: 32 } }))
  })
})

describe('depth', () => {
  test.each([
    { depth: '4', status: 200 },
    { depth: '5', status: 200 },
    { depth: '6', status: 400 },
    { depth: '-1', status: 400 },
    { depth: 'deep', status: 400 },
  ])('$depth is answered with $status', async ({ depth, status }) => {
    await using room = await newsroom({ watch: false })
    expect((await fetch(`${room.url}/api/posts?depth=${depth}`)).status).toBe(status)
  })
})

describe('the time', () => {
  test('for a request whose body does not come is limited: 408, and the connection is closed', async () => {
    await using room = await newsroom({ limits: { request: 200 } })
    await using client = await RawClient.open(room.port)
    client.send(request('POST /api/posts', ['Content-Type: application/json', 'Content-Length: 20'], '{"title"'))
    expect(await client.status()).toBe(408)
    expect(await client.json()).toEqual(errorAnswer('HTTP_REQUEST_TIMEOUT'))
    await client.untilClosed()
    expect(room.fired()).toEqual(['posts:afterError', 'afterError'])
  })

  test('for a request whose headers do not come is limited: 408', async () => {
    await using room = await newsroom({ limits: { request: 200 } })
    await using client = await RawClient.open(room.port)
    client.send('GET /healthz HTTP/1.1\r\nHost: x\r\n')
    expect(await client.status()).toBe(408)
    await client.untilClosed()
  })

  test('for an answer is limited: 503, and the request is told that it is over', async () => {
    const aborted = Promise.withResolvers<void>()
    await using room = await newsroom({
      limits: { request: 200 },
      endpoints: [
        {
          path: '/never',
          method: 'get',
          handler: (req) => {
            req.signal.addEventListener('abort', () => aborted.resolve())
            return new Promise<Response>(() => undefined)
          },
        },
      ],
    })
    const response = await fetch(`${room.url}/api/never`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual(errorAnswer('HTTP_ANSWER_TIMEOUT'))
    await aborted.promise
  })
})

test('limits that make no sense are refused when the door is made', async () => {
  await using room = await newsroom({ listen: false })
  const { content } = room
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }
  for (const limits of [{ body: 0 }, { url: 1.5 }, { request: -1 }, { bodies: 5 } as object]) {
    await expect(createHttp({ content, log, limits })).rejects.toThrow(HttpError)
    await expect(createHttp({ content, log, limits })).rejects.toMatchObject({ code: 'HTTP_LIMIT_INVALID' })
  }
})
