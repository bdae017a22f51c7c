import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { Delivery } from '../../examples/modules/webhook-sender/delivery.ts'
import webhookSender from '../../examples/modules/webhook-sender/index.ts'
import { signatureOf } from '../../examples/modules/webhook-sender/post-signed.ts'
import { isPublicAddress } from '../../examples/modules/webhook-sender/public-address.ts'
import { exampleApp } from './example-app.ts'

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
    expect(new Set(to.calls.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    await at.app.close()
    expect(at.app.services.webhooks?.()).toEqual({ delivered: 1, lost: 1, waiting: 0 })
    expect(gone.calls).toHaveLength(1)
  })

  test('a receiver that never answers holds up neither the write nor the end for longer than it may', async () => {
    await using to = await receiver(undefined, undefined)
    const receivers = [{ url: to.url, secret: 'ours', collections: ['posts'] }]
    await using at = await exampleApp({ 'webhook-sender': { ...quick, wait: 60_000, drain: 50, receivers } })
    await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await at.app.close()
    expect(at.app.services.webhooks?.()).toEqual({ delivered: 0, lost: 1, waiting: 0 })
  })

  test('closing delivers what is on its way', async () => {
    await using to = await receiver(500)
    const receivers = [{ url: to.url, secret: 'ours', collections: ['posts'] }]
    await using at = await exampleApp({ 'webhook-sender': { ...quick, backoff: 3_600_000, receivers } })
    await at.app.create({ collection: 'posts', data: { title: 'One' } })
    await at.app.close()
    expect(at.app.services.webhooks?.()).toEqual({ delivered: 1, lost: 0, waiting: 0 })
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
      await at.app.close()
      expect(at.app.services.webhooks?.()).toEqual({ delivered: 0, lost: 1, waiting: 0 })
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

test('a full queue loses what comes last, and a few are sent at a time', async () => {
  const lost: string[] = []
  const started: string[] = []
  const open = Promise.withResolvers<'done'>()
  const delivery = new Delivery<string>({
    queue: 3,
    concurrency: 2,
    attempts: 1,
    backoff: 1,
    send: (job) => {
      started.push(job)
      return open.promise
    },
    lost: (job, why) => void lost.push(`${job}: ${why}`),
  })
  for (const job of ['a', 'b', 'c', 'd']) delivery.add(job)
  expect([started, delivery.size, lost]).toEqual([['a', 'b'], 3, ['d: 3 wait already']])
  open.resolve('done')
  await delivery.drain(10_000)
  expect([started, delivery.size]).toEqual([['a', 'b', 'c'], 0])
  delivery.add('e')
  expect(lost).toContain('e: the application is closing')
})
