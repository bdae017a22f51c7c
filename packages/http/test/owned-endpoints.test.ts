import { describe, expect, test } from 'vitest'
import { errorAnswer, scenarios } from './scenario.ts'
import { newsroom } from './newsroom.ts'

const off = (method: string, path: string): Parameters<typeof scenarios>[0][number] => ({
  title: `${method} ${path} is a 501 where the configuration says endpoints: false`,
  method,
  path,
  status: 501,
  answer: errorAnswer('HTTP_ENDPOINTS_OFF'),
  hooks: ['archive:afterError', 'afterError'],
})

describe('endpoints of a collection', () => {
  scenarios([
    {
      title: 'are served below its address, ahead of its documents',
      path: '/api/stations/on-air',
      status: 200,
      answer: { stations: 3 },
      hooks: [],
    },
    {
      title: 'have parameters, and their errors run the afterError hooks of the collection',
      method: 'POST',
      path: '/api/stations/7/tune',
      status: 409,
      answer: errorAnswer('API_ERROR', { message: 'Station 7 is off.' }),
      hooks: ['stations:afterError', 'afterError'],
    },
    off('GET', '/api/archive'),
    off('POST', '/api/archive'),
    off('GET', '/api/archive/count'),
    off('PATCH', '/api/archive/1'),
    off('DELETE', '/api/archive/1'),
  ])
})

test('an endpoint where the collection serves something itself is an error of listen', async () => {
  const more = [
    {
      slug: 'shops',
      fields: [{ name: 'name', type: 'text' }],
      endpoints: [{ path: '/count', method: 'get', handler: () => new Response() }],
    },
  ] as const
  await expect(newsroom({ more })).rejects.toMatchObject({ code: 'HTTP_ENDPOINT_TAKEN' })
})

test.each([
  { endpoints: true, path: 'collections.shops.endpoints' },
  {
    endpoints: [{ path: 'top', method: 'get', handler: () => new Response() }],
    path: 'collections.shops.endpoints[0]',
  },
  {
    endpoints: [{ path: '/top', method: 'fetch', handler: () => new Response() }],
    path: 'collections.shops.endpoints[0]',
  },
  { endpoints: [{ path: '/top', method: 'get' }], path: 'collections.shops.endpoints[0]' },
])('what is no endpoint is a problem of the configuration: $endpoints', async ({ endpoints, path }) => {
  const more = [{ slug: 'shops', fields: [], endpoints: endpoints as never }]
  await expect(newsroom({ more })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    problems: expect.arrayContaining([expect.objectContaining({ path })]),
  })
})
