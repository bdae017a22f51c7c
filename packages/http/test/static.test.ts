import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { newsroom, type Newsroom } from './newsroom.ts'
import { RawClient, request } from './raw-client.ts'
import { errorAnswer } from './scenario.ts'
import { temporaryFolder } from './temporary-folder.ts'

const secret = 'the secret'

/** A site beside a file that must never leave. */
async function site(): Promise<Newsroom> {
  await using stack = new AsyncDisposableStack()
  const { path } = stack.use(await temporaryFolder())
  const publicDir = join(path, 'public')
  await mkdir(join(publicDir, 'assets'), { recursive: true })
  await mkdir(join(publicDir, '.git'))
  await mkdir(join(path, 'public-not'))
  await mkdir(join(publicDir, 'api'))
  await Promise.all([
    writeFile(join(publicDir, 'index.html'), '<!doctype html><title>Home</title>'),
    writeFile(join(publicDir, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>'),
    writeFile(join(publicDir, 'assets', 'main-B3xk29aQ.js'), 'export {}'),
    writeFile(join(publicDir, 'api', 'posts.json'), secret),
    ...['.env', '.git/config', '../secret.txt', '../public-not/secret.txt'].map((name) =>
      writeFile(join(publicDir, name), secret),
    ),
  ])
  await symlink(join(path, 'secret.txt'), join(publicDir, 'link.txt'))
  await symlink(path, join(publicDir, 'up'))
  const room = stack.use(await newsroom({ publicDir, watch: false }))
  const closing = stack.move()
  return Object.assign(room, { [Symbol.asyncDispose]: () => closing.disposeAsync() })
}

describe('files', () => {
  test('are served with their type, nothing guessed, and a policy that allows the server’s own only', async () => {
    await using room = await site()
    const response = await fetch(`${room.url}/`)
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('<title>Home</title>')
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      etag: expect.any(String),
    })
    expect(response.headers.get('content-security-policy')).not.toMatch(/unsafe|\*/)
  })

  test('that have not changed are answered with 304', async () => {
    await using room = await site()
    const first = await fetch(`${room.url}/icon.svg`)
    // `fetch` would add `Cache-Control: no-cache`, which asks for the whole file.
    await using client = await RawClient.open(room.port)
    client.send(request('GET /icon.svg', [`If-None-Match: ${first.headers.get('etag')}`]))
    expect(await client.status()).toBe(304)
  })

  test('with a hash in their name may be kept for good', async () => {
    await using room = await site()
    const response = await fetch(`${room.url}/assets/main-B3xk29aQ.js`)
    expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(response.headers.get('content-type')).toContain('javascript')
  })

  test('answer GET and HEAD only', async () => {
    await using room = await site()
    expect((await fetch(`${room.url}/`, { method: 'HEAD' })).status).toBe(200)
    const response = await fetch(`${room.url}/`, { method: 'POST', body: 'x' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('GET, HEAD')
  })

  test('that do not exist are 404s in the one shape of errors', async () => {
    await using room = await site()
    const response = await fetch(`${room.url}/nothing.html`)
    expect(response.status).toBe(404)
    expect(await response.json()).toEqual(errorAnswer('HTTP_ROUTE_UNKNOWN'))
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
  })
})

describe('nothing but the files of the folder is ever sent', () => {
  test.each([
    '/.env',
    '/.git/config',
    '/assets/../.env',
    '/%2eenv',
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/....//secret.txt',
    '//secret.txt',
    '/../public-not/secret.txt',
    '/%00/../secret.txt',
    '/index.html%00.txt',
    '/..;/secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/link.txt',
    '/up/secret.txt',
    '/up/public/.env',
    '/file:///etc/passwd',
    'file:///etc/passwd',
    '/api/posts.json',
    '/api/../api/posts.json',
    '/assets',
    '/assets/',
  ])('%s', async (path) => {
    await using room = await site()
    await using client = await RawClient.open(room.port)
    client.send(request(`GET ${path}`, ['Connection: close']))
    const answer = await client.untilClosed()
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(answer).not.toContain(secret)
    expect(answer).toContain('"errors":[')
  })
})

test('answers that are data carry the security headers too', async () => {
  await using room = await newsroom({ watch: false })
  const cached = { '/healthz': 'no-store', '/api/posts': 'private, no-cache', '/api/nothing': 'no-store' }
  for (const [path, cacheControl] of Object.entries(cached)) {
    expect(Object.fromEntries((await fetch(room.url + path)).headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': cacheControl,
    })
  }
})

test('a folder that does not exist is an error when the door is made', async () => {
  await expect(newsroom({ publicDir: '/nowhere/at/all' })).rejects.toMatchObject({ code: 'HTTP_PUBLIC_DIR' })
  await expect(newsroom({ publicDir: import.meta.filename })).rejects.toMatchObject({ code: 'HTTP_PUBLIC_DIR' })
})
