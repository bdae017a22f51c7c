import { expect, test } from 'vitest'
import { openRoom } from './room.ts'

test('a query of GraphQL resolves to its data, with variables', async () => {
  await using room = await openRoom()
  const { client } = room
  const ada = await client.create({ collection: 'authors', data: { name: 'Ada' } })
  await client.create({ collection: 'posts', data: { title: 'one', author: ada.id } })
  const query =
    'query ($title: String!) { Posts(where: { title: { equals: $title } }) { docs { title author { name } } } }'
  const data = await client.graphql({ query, variables: { title: 'one' } })
  expect(data).toEqual({ Posts: { docs: [{ title: 'one', author: { name: 'Ada' } }] } })
})

test('its errors reject, with code and path, and keep the data beside them', async () => {
  await using room = await openRoom()
  const missing = room.client.graphql({ query: '{ Post(id: "none") { title } Site { name } }' })
  await expect(missing).rejects.toMatchObject({
    code: 'NOT_FOUND',
    errors: [{ path: 'Post' }],
    body: { data: { Post: null, Site: { name: null } } },
  })
  const wrong = room.client.graphql({ query: '{ Nothing }' })
  await expect(wrong).rejects.toMatchObject({ name: 'ClientError', code: 'GRAPHQL_INVALID' })
})
