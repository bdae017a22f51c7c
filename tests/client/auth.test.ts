import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient, type Client } from '@crochet/client'
import { createApp } from 'crochet'
import { describe, expect, test } from 'vitest'
import { createLog } from '../../packages/crochet/src/log.ts'

const collection = 'users'
const data = { email: 'ada@example.org', password: 'correct horse' }

interface Room extends AsyncDisposable {
  readonly client: Client
  readonly url: string
  /** The next mail that is sent. */
  readonly mail: Promise<{ text: string }>
}

/** An application with an account, and documents for whoever is signed in. */
async function openRoom(): Promise<Room> {
  await using stack = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'crochet-client-'))
  stack.defer(() => rm(root, { recursive: true }))
  const mail = Promise.withResolvers<{ text: string }>()
  const config = {
    collections: [
      { slug: collection, auth: true as const, fields: [] },
      { slug: 'notes', fields: [{ name: 'text', type: 'text' as const }] },
    ],
    mail: { send: async (sent: { text: string }) => mail.resolve(sent) },
  }
  const app = stack.use(await createApp(config, { root, log: createLog('silent') }))
  await app.create({ collection, data })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const closing = stack.move()
  return { client: createClient({ url }), url, mail: mail.promise, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

describe('the client and auth collections', () => {
  test('whoever signs in is somebody until the sign-out, and nobody before and after', async () => {
    await using room = await openRoom()
    const { client } = room
    const asking = (): Promise<unknown> => client.find({ collection: 'notes' })
    await expect(asking()).rejects.toMatchObject({ status: 403 })
    expect(await client.me({ collection })).toMatchObject({ user: null })

    const { user, token, exp } = await client.login({ collection, data })
    expect({ user, token, exp }).toMatchObject({
      user: { email: data.email },
      token: expect.stringMatching(/^\S+$/),
      exp: expect.any(Number),
    })
    expect(await client.me({ collection })).toMatchObject({ user: { id: user['id'] }, collection })
    expect(await asking()).toMatchObject({ docs: [] })
    expect((await client.refresh({ collection })).exp).toBeGreaterThanOrEqual(exp ?? 0)
    expect(await createClient({ url: room.url, token: () => token }).count({ collection: 'notes' })).toEqual({
      totalDocs: 0,
    })

    await client.logout({ collection })
    await expect(asking()).rejects.toMatchObject({ status: 403 })
    const stolen = createClient({ url: room.url, token: token ?? '' })
    await expect(stolen.count({ collection: 'notes' })).rejects.toMatchObject({ status: 403 })
  })

  test('a wrong password is refused, with words for the user', async () => {
    await using room = await openRoom()
    const signingIn = room.client.login({ collection, data: { ...data, password: 'wrong horse' } })
    await expect(signingIn).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(/\w/),
      hint: 'Sign in again.',
    })
  })

  test('a forgotten password is set anew with the token that was mailed', async () => {
    await using room = await openRoom()
    const { client } = room
    await client.forgotPassword({ collection, data: { email: data.email } })
    const { text } = await room.mail
    const token = /[\w-]{32,}/.exec(text)?.[0] ?? ''
    await client.resetPassword({ collection, data: { token, password: 'another horse' } })
    expect(await client.me({ collection })).toMatchObject({ user: { email: data.email } })
    const again = createClient({ url: room.url }).login({ collection, data: { ...data, password: 'another horse' } })
    expect(await again).toMatchObject({ user: { email: data.email } })
  })
})
