import { richText } from '../../e2e/rich-text.ts'
import type { Example, Route } from './example.ts'
import type { Question } from './ask.ts'

/** Documents that exist when something is asked, by collection. */
export type Ids = Readonly<Record<string, string>>

const items = [{ name: 'Issue', price: 2, quantity: 1 }]
const credentials = { email: 'eve@example.org', password: 'battery staple' }

/** What somebody would send who wants it to succeed. A route that is not here is sent an empty object. */
const bodies: Record<string, object> = {
  '/api/posts': { title: 'Anonymous' },
  '/api/posts/:id': { title: 'Anonymous' },
  '/api/orders': { items },
  '/api/orders/:id': { phoneNumber: '1' },
  '/api/users': credentials,
  '/api/users/:id': { name: 'Eve' },
  '/api/users/:id/duplicate': credentials,
  '/api/users/login': credentials,
  '/api/users/forgot-password': { email: 'ada@example.org' },
  '/api/users/reset-password': { token: 'x'.repeat(43), password: credentials.password },
  '/api/users/unlock': { email: 'ada@example.org' },
  '/api/users/first-register': { token: 'x'.repeat(43), ...credentials },
  '/api/globals/settings': { siteName: 'Mine' },
  '/api/graphql': { query: '{ __typename }' },
}

const queries: Record<string, string> = {
  '/api/posts/distinct': 'field=title',
  '/api/orders/distinct': 'field=total',
  '/api/users/distinct': 'field=email',
  '/api/graphql': 'query=%7B__typename%7D',
}

/** What to ask of one path with one method. */
export function questionFor({ url, overridden }: Route, method: string, ids: Ids): Question {
  const [, , slug = ''] = url.split('/')
  const path = url.replace(':id', ids[slug] ?? 'nothing').replace('*', 'there/is/nothing')
  if (overridden) {
    const body = Object.fromEntries(new URLSearchParams(queries[url]))
    return { method, path, headers: { 'x-http-method-override': 'GET' }, body }
  }
  const isMany = (method === 'PATCH' || method === 'DELETE') && slug in ids && url.split('/').length === 3
  const query = isMany ? 'where[id][exists]=true' : method === 'GET' || method === 'HEAD' ? queries[url] : undefined
  const hasBody = method === 'POST' || method === 'PATCH' || method === 'PUT'
  return {
    method,
    path: query === undefined ? path : `${path}?${query}`,
    ...(hasBody && { body: bodies[url] ?? {} }),
  }
}

/** Makes sure there is a document in each collection: what was asked before may have deleted it. */
export async function documentsOf({ app, account }: Example): Promise<Ids> {
  await app.delete({ collection: 'posts', where: { id: { exists: true } } })
  const post = await app.create({ collection: 'posts', data: { title: 'Tram strike', body: richText('Over.') } })
  const order = await app.create({ collection: 'orders', data: { items } })
  return { posts: String(post['id']), orders: String(order['id']), users: String(account['id']) }
}
