import { expect, test } from 'vitest'
import type { Endpoint } from '../src/index.ts'
import { newsroom } from './newsroom.ts'

const says = (path: string, text: string): Endpoint => ({ path, method: 'get', handler: () => Response.json(text) })

test('staged endpoints are served from commit on, and only they; what was begun ends where it began', async () => {
  const [entered, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<Response>()]
  const held: Endpoint = {
    path: '/held',
    method: 'get',
    handler: () => {
      entered.resolve()
      return answer.promise
    },
  }
  await using room = await newsroom({ endpoints: [says('/word', 'old'), held] })
  const get = async (path: string): Promise<unknown> => (await fetch(`${room.url}/api${path}`)).json()
  const unknown = { errors: [{ code: 'HTTP_ROUTE_UNKNOWN' }] }
  const begun = get('/held')
  await entered.promise

  const staged = await room.door.stageEndpoints([says('/word', 'new'), says('/more', 'more')])
  expect(await get('/word')).toBe('old')
  expect(await get('/more')).toMatchObject(unknown)
  staged.commit()
  const idle = staged.idle().then(() => 'idle')
  expect([await get('/word'), await get('/more')]).toEqual(['new', 'more'])
  expect(await get('/held')).toMatchObject(unknown)
  expect((await fetch(`${room.url}/api/word`, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${room.url}/api/posts`)).status).toBe(200)

  expect(await Promise.race([idle, Promise.resolve('busy')])).toBe('busy')
  answer.resolve(Response.json('held'))
  expect(await begun).toBe('held')
  await idle

  const last = await room.door.stageEndpoints([])
  last.commit()
  await last.idle()
  expect(await get('/word')).toMatchObject(unknown)
})

test('endpoints that cannot be served are refused, and nothing has changed', async () => {
  await using room = await newsroom({ endpoints: [says('/word', 'old')] })
  const refused = (endpoints: unknown[], code: string): Promise<void> =>
    expect(room.door.stageEndpoints(endpoints as Endpoint[])).rejects.toMatchObject({ code })
  await refused([says('/word', 'a'), says('/word', 'b')], 'HTTP_ENDPOINT_TAKEN')
  await refused([says('/posts', 'a')], 'HTTP_ENDPOINT_TAKEN')
  await refused([{ path: 'word' }], 'HTTP_ENDPOINT_SHAPE')
  expect(await (await fetch(`${room.url}/api/word`)).json()).toBe('old')
})
