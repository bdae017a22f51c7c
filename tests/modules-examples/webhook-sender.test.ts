import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import webhookSender from '../../examples/modules/webhook-sender/index.ts'
import { signatureOf } from '../../examples/modules/webhook-sender/post-signed.ts'
import { isPublicAddress } from '../../examples/modules/webhook-sender/public-address.ts'
import { exampleApp, type ExampleApp } from './example-app.ts'

interface Received {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver on this machine. `answers` are the statuses it gives, in order; then 204. `undefined`: it never answers. */
async function receiver(...answers: (number | undefined)[]) {
  const calls: Received[] = []
  const arrived = Promise.withResolvers<void>()
  let expected = answers.length + 1
  const server = createServer(async (request, response) => {
    calls.push({ headers: request.headers, body: await text(request) })
    const status = answers.length === 0 ? 204 : answers.shift()
    if (status !== undefined) response.writeHead(status).end()
    if (--expected === 0) arrived.resolve()
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls,
    /** One call more than there were answers given. */
    arrived: arrived.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const quick = { module: webhookSender, allowPrivate: true, backoff: 1, wait: 2000 }

/** What has become of the calls. */
const calls = async ({ app }: ExampleApp): Promise<string[]> =>
  (await app.jobs.list({ task: 'webhook-sender' })).map(({ state, attempt }) => `${state} ${attempt}`).toSorted()

describe('webhook-sender', () => {
  test('calls with a signature that the receiver can check, after the commit', async () => {
    await using to = await receiver()
    const receivers = [{ url: to.url, secret: 'ours', collections: ['posts'] }]
    await using at = await exampleApp({ 'webhook-sender': { ...quick, receivers } })
    const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await to.arrived
    const [{ headers, body } = { headers: {}, body: '' }] = to.calls
    expect(JSON.parse(body)).toMatchObject({
      type: 'posts.create',
      data: { operation: 'create', collection: 'posts', document: { id } },
    })
    expect(body).not.toContain('One')
    const signed = { id: String(headers['webhook-id']), secret: 'ours', body }
    expect(headers['webhook-signature']).toBe(signatureOf(signed, String(headers['webhook-timestamp'])))
  })

  test('sends the document along where that is asked for, and nothing of what is not', async () => {
    await using to = await receiver()
    const receivers = [{ url: to.url, secret: 'ours', collections: ['posts'], operations: ['delete'], document: true }]
    await using at = await exampleApp({ 'webhook-sender': { ...quick, receivers } })
    const { id } = await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await at.app.delete({ collection: 'posts', id })
    await to.arrived
    expect(to.calls.map(({ body }) => JSON.parse(body).data)).toMatchObject([{ document: { id, title: 'One' } }])
  })

  test('tries again, with the same id, until it arrives; a refusal is final', async () => {
    await using to = await receiver(503, 429, 500)
    await using gone = await receiver(410)
    const receivers = [to, gone].map(({ url }) => ({ url, secret: 'ours', collections: ['posts'] }))
    await using at = await exampleApp({ 'webhook-sender': { ...quick, receivers } })
    await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await to.arrived
    await expect.poll(() => calls(at)).toEqual(['done 1', 'done 4'])
    expect(new Set(to.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(gone.calls).toHaveLength(1)
  })

  test('a receiver that never answers holds up neither the write nor the others, and is left alone in the end', async () => {
    await using deaf = await receiver(undefined, undefined, undefined)
    await using to = await receiver()
    const receivers = [deaf, to].map(({ url }) => ({ url, secret: 'ours', collections: ['posts'] }))
    await using at = await exampleApp({ 'webhook-sender': { ...quick, wait: 200, attempts: 2, receivers } })
    await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await to.arrived
    await expect.poll(() => calls(at), { timeout: 10_000 }).toEqual(['dead 2', 'done 1'])
  })

  test('what a write that fails would have told is told to nobody', async () => {
    await using to = await receiver()
    const receivers = [{ url: to.url, secret: 'ours', collections: ['posts'] }]
    await using at = await exampleApp({ 'webhook-sender': { ...quick, receivers } })
    at.app.hooks.on('posts:afterOperation', {
      id: 'refuse',
      handler: ({ operation }) => {
        if (operation === 'create') throw new Error('not this one')
      },
    })
    await expect(at.app.create({ collection: 'posts', data: { title: 'One' } })).rejects.toThrow('not this one')
    expect(await calls(at)).toEqual([])
  })

  test('what was not sent before the end is sent after the next start, signed with the secret of then', async () => {
    await using to = await receiver()
    const root = await mkdtemp(join(tmpdir(), 'crochet-webhooks-'))
    onTestFinished(() => rm(root, { recursive: true, force: true }))
    const settings = (secret: string) => ({
      'webhook-sender': { ...quick, receivers: [{ url: to.url, secret, collections: ['posts'] }] },
    })
    {
      await using at = await exampleApp(settings('old'), { root, config: { jobs: { work: false } } })
      await at.app.create({ collection: 'posts', data: { title: 'One' } })
      const [job] = await at.app.jobs.list({ task: 'webhook-sender' })
      expect(JSON.stringify(job)).not.toContain('old')
    }
    expect(to.calls).toEqual([])
    await using at = await exampleApp(settings('new'), { root })
    await to.arrived
    const [{ headers, body } = { headers: {}, body: '' }] = to.calls
    const signed = { id: String(headers['webhook-id']), secret: 'new', body }
    expect(headers['webhook-signature']).toBe(signatureOf(signed, String(headers['webhook-timestamp'])))
    await expect.poll(() => calls(at)).toEqual(['done 1'])
  })

  test.for(['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1'])(
    'does not call %s unless it is allowed to',
    async (host) => {
      await using to = await receiver()
      const url = to.url.replace('127.0.0.1', host)
      const receivers = [{ url, secret: 'ours', collections: ['posts'] }]
      const settings = { ...quick, allowPrivate: false, attempts: 1, receivers }
      await using at = await exampleApp({ 'webhook-sender': settings })
      await at.app.create({ collection: 'posts', data: { title: 'One' } })
      await expect.poll(() => calls(at)).toEqual(['dead 1'])
      expect(to.calls).toEqual([])
    },
  )

  test('receivers without a secret, or without an address of HTTP, stop the boot', async () => {
    const boot = (one: object) => exampleApp({ 'webhook-sender': { ...quick, receivers: [one] } })
    await expect(boot({ url: 'https://example.org', secret: '' })).rejects.toThrow('has no secret')
    await expect(boot({ url: 'file:///etc/passwd', secret: 'ours' })).rejects.toThrow('no address of HTTP')
  })
})

test.for([
  ['8.8.8.8', true],
  ['2606:4700::1111', true],
  ['::ffff:8.8.8.8', true],
  ['10.1.2.3', false],
  ['169.254.169.254', false],
  ['192.168.0.1', false],
  ['172.31.255.255', false],
  ['100.64.0.1', false],
  ['224.0.0.1', false],
  ['::', false],
  ['::ffff:10.0.0.1', false],
  ['64:ff9b::a00:1', false],
  ['2002:a00:1::', false],
  ['fd00::1', false],
  ['fe80::1', false],
] as const)('%s is a public address: %s', ([address, expected]) => {
  expect(isPublicAddress(address)).toBe(expected)
})
