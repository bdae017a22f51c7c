import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newsroom } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'

const body = '{"title":"x"}'
const send = (room: { url: string }, headers: Record<string, string>): Promise<Response> =>
  fetch(`${room.url}/api/posts`, { method: 'POST', headers, body: new TextEncoder().encode(body) })

describe('a body', () => {
  test.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; a=b',
    'application/json;',
  ])('of the type %s is read', async (type) => {
    await using room = await newsroom({ watch: false })
    expect((await send(room, { 'content-type': type })).status).toBe(201)
  })

  test.each([
    'text/plain',
    'text/json',
    'application/jsonx',
    'application/json2; charset=utf-8',
    'application/ld+json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json, text/plain',
    'text/plain; application/json',
    'text/plain;a=application/json',
    'application',
    '/json',
    'application/',
    'application/json/x',
    '*/*',
    '""',
  ])('of the type %s is refused with 415', async (type) => {
    await using room = await newsroom({ watch: false })
    const response = await send(room, { 'content-type': type })
    expect(response.status).toBe(415)
    expect(await response.json()).toEqual(errorAnswer('HTTP_BODY_TYPE'))
  })

  test('without a type is refused with 415', async () => {
    await using room = await newsroom({ watch: false })
    expect((await send(room, {})).status).toBe(415)
  })

  test('with two types is refused, also when the first would do', async () => {
    await using room = await newsroom({ watch: false })
    await using client = await RawClient.open(room.port)
    const types = ['Content-Type: application/json', 'Content-Type: text/plain']
    client.send(request('POST /api/posts', [...types, `Content-Length: ${body.length}`], body))
    expect(await client.status()).toBe(415)
  })

  test('that is compressed is refused with 415', async () => {
    await using room = await newsroom({ watch: false })
    expect((await send(room, { 'content-type': 'application/json', 'content-encoding': 'gzip' })).status).toBe(415)
  })

  test('that is not UTF-8 is refused', async () => {
    await using room = await newsroom({ watch: false })
    const response = await fetch(`${room.url}/api/posts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=latin1' },
      body: Buffer.from('{"title":"\xe4"}', 'latin1'),
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toEqual(errorAnswer('HTTP_BODY_JSON'))
  })
})

const noise = fc.constantFrom(
  '\t',
  ' ',
  ';',
  ',',
  '/',
  '=',
  '"',
  '\\',
  'json',
  'charset=utf-8',
  'text/plain',
  'é',
  '\u007f',
  'A',
)
const mutation = fc.tuple(fc.nat(24), fc.nat(3), fc.array(noise, { minLength: 1, maxLength: 3 }))

/** A type with something cut out and something put in, a few times. */
const mutated = (type: string): fc.Arbitrary<string> =>
  fc
    .array(mutation, { minLength: 1, maxLength: 3 })
    .map((mutations) =>
      mutations.reduce((text, [at, cut, insert]) => text.slice(0, at) + insert.join('') + text.slice(at + cut), type),
    )

test('1,000 mutations of the Content-Type: an operation never sees a body whose type is anything but application/json', async () => {
  await using room = await newsroom({ watch: false })
  let bodies = 0
  room.hooks.on('posts:beforeOperation', ({ args }) => {
    if (args.data?.['title'] === 'x') bodies++
  })
  await fc.assert(
    fc.asyncProperty(mutated('application/json; charset=utf-8'), async (type) => {
      const before = bodies
      await using client = await RawClient.open(room.port)
      client.send(
        Buffer.from(
          request('POST /api/posts', [`Content-Type: ${type}`, `Content-Length: ${body.length}`], body),
          'latin1',
        ),
      )
      const status = await client.status()
      expect([201, 400, 415]).toContain(status)
      expect(bodies - before).toBe(status === 201 ? 1 : 0)
      expect(status === 201).toBe(is('application/json', type))
    }),
    { numRuns: 1000 },
  )
})

/** What stands before the first `;` decides, and only that (RFC 9110, 8.3.1); a byte no header may hold is no request at all. */
const is = (name: string, type: string): boolean =>
  !/\u007f/.test(type) && (type.split(';', 1)[0] ?? '').replaceAll(/^[ \t]+|[ \t]+$/g, '').toLowerCase() === name

test('1,000 mutations of the Content-Type of a query in a body: it is read as a form, or not at all, and nothing is written', async () => {
  await using room = await newsroom({ watch: false })
  await room.content.create({ collection: 'posts', data: { title: 'x' } })
  const query = 'where[title][equals]=none'
  await fc.assert(
    fc.asyncProperty(mutated('application/x-www-form-urlencoded; charset=utf-8'), async (type) => {
      await using client = await RawClient.open(room.port)
      const headers = ['X-HTTP-Method-Override: GET', `Content-Type: ${type}`, `Content-Length: ${query.length}`]
      client.send(Buffer.from(request('POST /api/posts', headers, query), 'latin1'))
      const status = await client.status()
      expect([200, 400, 415]).toContain(status)
      expect(status === 200).toBe(is('application/x-www-form-urlencoded', type))
      const answer = (await client.json()) as { totalDocs?: number }
      expect(answer.totalDocs).toBe(status === 200 ? 0 : undefined)
    }),
    { numRuns: 1000 },
  )
  expect(await room.content.count({ collection: 'posts' })).toEqual({ totalDocs: 1 })
})
