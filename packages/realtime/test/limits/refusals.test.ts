import { expect, test } from 'vitest'
import { limited, outcomeOf, Scene, signIn, standard, type } from './scene.ts'

const onAuthenticate = ({ token }: { token: string }): void => {
  if (token.startsWith('guess')) throw new Error('no')
}

test('by default five failures to authenticate end a socket', () => expect(standard.refusals).toBe(5))

test.for([
  ['nothing is', false],
  ['something is', true],
] as const)('five failures end a socket on which %s authenticated', async ([, authenticated]) => {
  const asked: string[] = []
  await using scene = await Scene.open({
    ...limited({ waitingMessages: 10_000, waitingBytes: 1_000_000 }),
    onAuthenticate: (payload) => {
      asked.push(payload.token)
      onAuthenticate(payload)
    },
  })
  using client = await scene.stranger()
  if (authenticated) await signIn(client)
  asked.length = 0
  for (let attempt = 0; attempt < 4; attempt++) {
    client.token('secret', `guess ${attempt}`)
    await client.next(type.auth, 'secret')
  }
  expect(await outcomeOf(client)).toBe('taken')
  for (let attempt = 4; attempt < 1_000; attempt++) client.token('secret', `guess ${attempt}`)
  await scene.expectRefused(await client.closed, 'SOCKET_REFUSALS', 4403)
  expect(asked).toHaveLength(5)
})

test('a document that cannot be loaded is no failure to authenticate', async () => {
  await using scene = await Scene.open({
    ...limited({ refusals: 1 }),
    onLoadDocument({ documentName }) {
      if (documentName === 'broken') throw new Error('the database is away')
    },
  })
  using client = await scene.stranger()
  for (let attempt = 0; attempt < 3; attempt++) {
    client.token('broken')
    await client.next(type.auth, 'broken')
  }
  expect(await outcomeOf(client)).toBe('taken')
  await scene.unharmed()
})
