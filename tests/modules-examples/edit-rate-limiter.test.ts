import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { expect, test } from 'vitest'
import editRateLimiter from '../../examples/modules/edit-rate-limiter/index.ts'
import { TokenBucket } from '../../examples/modules/edit-rate-limiter/token-bucket.ts'
import { exampleApp } from './example-app.ts'

const slow = { perSecond: 0.001, burst: 20 }
const plenty = { perSecond: 1000, burst: 1000 }
const withSettings = (settings: object) => ({ 'edit-rate-limiter': { module: editRateLimiter, ...settings } })

/** A client of the published provider. It stays away from a document that it was disconnected from, until it attaches again. */
async function client(url: string, name: string, token: string) {
  const socket = new HocuspocusProviderWebsocket({ url: `${url.replace('http', 'ws')}/collab` })
  const provider = new HocuspocusProvider({ name, token, websocketProvider: socket })
  const closed = new Promise<string>((resolve) =>
    provider.on('close', ({ event }: { event: { reason: string } }) => {
      resolve(event.reason)
    }),
  )
  provider.attach()
  await new Promise((resolve) => provider.on('synced', resolve))
  return {
    type(times: number) {
      for (let n = 0; n < times; n++) provider.document.getText('text').insert(0, 'x')
    },
    closed,
    attachAgain() {
      provider.detach()
      provider.attach()
    },
    saved: () =>
      new Promise<void>((resolve) => {
        const look = (): void => void (provider.hasUnsyncedChanges || resolve())
        provider.on('unsyncedChanges', look)
        look()
      }),
    [Symbol.dispose]() {
      provider.destroy()
      socket.destroy()
    },
  }
}

test('a connection that edits too fast is told why and disconnected; the others go on', async () => {
  await using at = await exampleApp(withSettings({ connection: slow, user: plenty }))
  const token = await at.login()
  using calm = await client(at.url, 'room', token)
  using hasty = await client(at.url, 'room', token)
  hasty.type(100)
  expect(await hasty.closed).toBe('edit-rate')
  calm.type(5)
  await calm.saved()
  const { status, body } = await at.ask('GET', '/edit-rate', { token })
  expect(status).toBe(200)
  expect(body).toEqual(at.app.services.editRate?.())
  expect(body).toMatchObject({ users: 1 })
  expect(body.refused).toBeGreaterThan(0)
  expect(body.accepted).toBeGreaterThanOrEqual(25)
})

test('what was refused is sent when the client attaches again', async () => {
  await using at = await exampleApp(withSettings({ connection: slow, user: plenty }))
  using hasty = await client(at.url, 'room', await at.login())
  hasty.type(100)
  await hasty.closed
  hasty.attachAgain()
  await hasty.saved()
  const direct = await at.app.realtime.hocuspocus.openDirectConnection('room')
  expect(direct.document?.getText('text').length).toBe(100)
  await direct.disconnect()
})

test('all connections of a person are counted together', async () => {
  await using at = await exampleApp(withSettings({ connection: plenty, user: slow }))
  const token = await at.login()
  using one = await client(at.url, 'one', token)
  using other = await client(at.url, 'other', token)
  one.type(15)
  await one.saved()
  other.type(15)
  expect(await other.closed).toBe('edit-rate')
})

test('presence and questions are no edits, and only who is signed in sees the counts', async () => {
  await using at = await exampleApp(withSettings({ connection: slow, user: slow }))
  const token = await at.login()
  using reader = await client(at.url, 'room', token)
  await reader.saved()
  expect(at.app.services.editRate?.().refused).toBe(0)
  expect((await at.ask('GET', '/edit-rate')).status).toBe(401)
})

test('a bucket fills steadily, up to what it holds', () => {
  const bucket = new TokenBucket({ perSecond: 2, burst: 3 }, 0)
  const take = (at: number, times: number) =>
    Array.from({ length: times }, () => bucket.take(at)).filter(Boolean).length
  expect(take(0, 5)).toBe(3)
  expect(take(499, 1)).toBe(0)
  expect(take(500, 2)).toBe(1)
  expect(take(1500, 5)).toBe(2)
  expect([bucket.isFull(2900), bucket.isFull(3000)]).toEqual([false, true])
  expect(take(1_000_000, 9)).toBe(3)
})
