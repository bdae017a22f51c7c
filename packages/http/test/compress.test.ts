import { request as ask } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { wanted } from '../src/compress.ts'
import { newsroom, type Newsroom } from './newsroom.ts'

interface Raw {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** `fetch` would unpack what comes. */
async function raw(url: string, headers: Record<string, string> = {}, method: string = 'GET'): Promise<Raw> {
  const { promise, resolve, reject } = Promise.withResolvers<Raw>()
  const request = ask(url, { headers, method }, (response) => {
    buffer(response).then(
      (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      reject,
    )
  })
  request.on('error', reject)
  request.end()
  return promise
}

const aLongPost = async ({ content, url }: Newsroom): Promise<string> => {
  const { id } = await content.create({ collection: 'posts', data: { title: 'x', body: 'lorem ipsum '.repeat(500) } })
  return `${url}/api/posts/${id}`
}

describe('answers of some size', () => {
  test('are compressed for those who take it, and are the same then', async () => {
    await using room = await newsroom({ watch: false })
    const url = await aLongPost(room)
    const plain = await raw(url)
    const br = await raw(url, { 'accept-encoding': 'gzip, deflate, br' })
    const gzip = await raw(url, { 'accept-encoding': 'gzip' })
    expect(plain.headers).not.toHaveProperty('content-encoding')
    expect([br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip'])
    expect(brotliDecompressSync(br.body)).toEqual(plain.body)
    expect(gunzipSync(gzip.body)).toEqual(plain.body)
    expect(br.body.length * 10).toBeLessThan(plain.body.length)
    for (const { headers, body } of [plain, br, gzip]) {
      expect(headers).toMatchObject({ vary: 'accept-encoding', 'content-length': String(body.length) })
    }
  })

  test('have a tag for each coding, each of which is known again', async () => {
    await using room = await newsroom({ watch: false })
    const url = await aLongPost(room)
    const tags = await Promise.all(
      ['identity', 'br', 'gzip'].map(async (coding) => (await raw(url, { 'accept-encoding': coding })).headers.etag),
    )
    expect(new Set(tags).size).toBe(3)
    for (const tag of tags) {
      expect((await raw(url, { 'if-none-match': String(tag), 'accept-encoding': 'br' })).status).toBe(304)
    }
    const change = (tag: unknown): Promise<Response> => {
      const headers = { 'content-type': 'application/json', 'if-match': String(tag) }
      return fetch(url, { method: 'PATCH', headers, body: '{}' })
    }
    expect((await change(tags[2])).status).toBe(200)
    expect((await change(tags[1])).status).toBe(412)
  })

  test('have the same length when only their head is asked for', async () => {
    await using room = await newsroom({ watch: false })
    const url = await aLongPost(room)
    const get = await raw(url, { 'accept-encoding': 'br' })
    const head = await raw(url, { 'accept-encoding': 'br' }, 'HEAD')
    expect(head.headers['content-length']).toBe(get.headers['content-length'])
    expect(head.body.length).toBe(0)
  })

  test('are not, when that is switched off', async () => {
    await using room = await newsroom({ watch: false, compress: false })
    const { headers } = await raw(await aLongPost(room), { 'accept-encoding': 'br' })
    expect(headers).not.toHaveProperty('content-encoding')
  })
})

test('small answers stay as they are', async () => {
  await using room = await newsroom({ watch: false })
  const { headers } = await raw(`${room.url}/api/posts`, { 'accept-encoding': 'br' })
  expect(headers).not.toHaveProperty('content-encoding')
  expect(headers).not.toHaveProperty('vary')
})

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['GZIP', 'gzip'],
  ['identity', undefined],
  ['identity, gzip;q=0.5', undefined],
  ['br;q=0, gzip;q=0', undefined],
  ['deflate', undefined],
  ['br;q=x', undefined],
  ['', undefined],
  [undefined, undefined],
])('Accept-Encoding %j gets %s', (header, coding) => expect(wanted(header)).toBe(coding))
