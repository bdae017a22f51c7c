import { expect, test } from 'vitest'
import { newsroom } from './newsroom.ts'

test('ids in addresses are numbers where the collection has numbers, and anything else is not found', async () => {
  await using room = await newsroom({ watch: false })
  const send = (path: string, method: string, body?: object): Promise<Response> =>
    fetch(`${room.url}/api/stations${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  expect((await send('', 'POST', { id: 7, name: 'North' })).status).toBe(201)
  expect((await send('', 'POST', { id: 7, name: 'South' })).status).toBe(409)
  expect((await send('', 'POST', { id: '8', name: 'South' })).status).toBe(400)
  expect(await (await send('/7', 'GET')).json()).toMatchObject({ id: 7, name: 'North' })
  expect((await send('/7', 'PATCH', { name: 'East' })).status).toBe(200)
  for (const path of ['/07', '/7.0', '/x', '/8', `/${'9'.repeat(17)}`]) {
    expect([path, (await send(path, 'GET')).status]).toEqual([path, 404])
  }
  const found = (await (await send('?where[id][equals]=7', 'GET')).json()) as { docs: unknown[] }
  expect(found.docs).toMatchObject([{ id: 7, name: 'East' }])
  expect((await send('/7', 'DELETE')).status).toBe(200)
  expect((await send('/7', 'GET')).status).toBe(404)
})
