import { expect, test } from 'vitest'
import { newsroom } from './newsroom.ts'

const ready = async (url: string): Promise<unknown> => {
  const response = await fetch(`${url}/readyz`)
  return { status: response.status, answer: await response.json() }
}

test('the server is ready when its database answers', async () => {
  await using room = await newsroom()
  expect(await ready(room.url)).toEqual({ status: 200, answer: { status: 'ok', checks: { database: 'ok' } } })
  expect(room.fired()).toEqual([])
})

test('it is not, and says what is missing, when something that it needs is not', async () => {
  const checks = {
    mail: () => {
      throw new Error('smtp://user:secret@mail refuses')
    },
    search: () => Promise.reject(new Error('down')),
    queue: () => undefined,
  }
  await using room = await newsroom({ ready: checks })
  const answer = { database: 'ok', mail: 'failed', search: 'failed', queue: 'ok' }
  expect(await ready(room.url)).toEqual({ status: 503, answer: { status: 'unavailable', checks: answer } })
  expect(room.logged.map(({ message }) => message)).toEqual(['"mail" is not ready', '"search" is not ready'])
})

test('a check that does not come back counts as failed after its time', async () => {
  await using room = await newsroom({ ready: { stuck: () => new Promise(() => undefined) }, limits: { ready: 20 } })
  expect(await ready(room.url)).toMatchObject({ status: 503, answer: { checks: { stuck: 'failed' } } })
})

test('however many ask at once, each check runs once', async () => {
  const gate = Promise.withResolvers<void>()
  let asked = 0
  await using room = await newsroom({
    ready: {
      slow: () => {
        asked++
        return gate.promise
      },
    },
  })
  const all = Promise.withResolvers<void>()
  let arrived = 0
  room.door.server.on('request', () => {
    if (++arrived === 20) all.resolve()
  })
  const answers = Array.from({ length: 20 }, () => ready(room.url))
  await all.promise
  gate.resolve()
  const ok = { status: 200, answer: { status: 'ok', checks: { database: 'ok', slow: 'ok' } } }
  expect(await Promise.all(answers)).toEqual(answers.map(() => ok))
  expect(asked).toBe(1)
  expect(await ready(room.url)).toEqual(ok)
  expect(asked).toBe(2)
})

test('/api/health answers what the application tells; without that there is no such path', async () => {
  await using room = await newsroom({ health: () => ({ status: 'degraded', skippedModules: [] }) })
  const response = await fetch(`${room.url}/api/health`)
  expect({ status: response.status, answer: await response.json() }).toEqual({
    status: 200,
    answer: { status: 'degraded', skippedModules: [] },
  })
  await using other = await newsroom()
  expect((await fetch(`${other.url}/api/health`)).status).toBe(404)
})
