import * as fc from 'fast-check'
import qs from 'qs'
import { graphqlRequests } from './random-graphql.ts'
import { ids, numbered, postWheres, queries, type Parts } from './random-queries.ts'

/** A request as both worlds get it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly as: 'nobody' | 'bob'
  readonly body?: unknown
}

const as = fc.constantFrom<Asked['as'][]>('nobody', 'bob')
const address = (path: string, parameters: object): string => {
  const text = qs.stringify(parameters)
  return text === '' ? path : `${path}?${text}`
}
const those = (parts: Partial<Parts>, ...keys: (keyof Parts)[]): object =>
  Object.fromEntries(keys.filter((key) => parts[key] !== undefined).map((key) => [key, parts[key]]))

const paths: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: queries.map(({ slug, parts }) => address(`/api/${slug}`, parts)) },
  { weight: 2, arbitrary: queries.map(({ slug, parts }) => address(`/api/${slug}/count`, those(parts, 'where'))) },
  {
    weight: 2,
    arbitrary: queries.map(({ slug, parts, field }) =>
      address(`/api/${slug}/distinct`, { field, ...those(parts, 'where', 'limit', 'page') }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(queries, ids)
      .map(([{ slug, parts }, id]) =>
        address(`/api/${slug}/${id}`, those(parts, 'select', 'populate', 'depth', 'joins')),
      ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '/api/globals/settings',
      '/api/globals/settings?select[token]=true',
      '/api/users/me',
      '/api/openapi.json',
    ),
  },
)
const reading = fc.tuple(paths, as).map(([path, who]): Asked => ({ method: 'GET', path, as: who }))

const word = fc.constantFrom('x', 'y', 'z')
const data = fc.record(
  {
    title: word,
    slug: fc.constantFrom(...numbered('taken', 12), 'free'),
    views: fc.nat({ max: 3 }),
    published: fc.boolean(),
    meta: fc.record({ open: word }),
    items: fc.array(fc.record({ id: fc.constantFrom('row-0', 'row-9'), label: word }), { maxLength: 1 }),
    team: fc.constantFrom('team-0', 'team-1', 'team-2', 'ghost-0', 'ghost-1', 'nobody'),
    tags: fc.subarray(['tag-0', 'tag-1', 'tag-2', 'tag-3']),
  },
  { requiredKeys: [] },
)
/** What may not be set, or leads to what may not be seen. */
const forbidden = fc.record(
  {
    secret: word,
    concealed: word,
    price: fc.nat({ max: 3 }),
    diary: fc.constantFrom('diary-1', 'ghost-0', 'nobody'),
    about: fc.record({ relationTo: fc.constantFrom('posts', 'teams'), value: ids }),
    nothing: fc.constant('x'),
  },
  { requiredKeys: [] },
)
const sent = fc
  .tuple(data, fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: forbidden }))
  .map(([fields, more]) => ({ ...fields, ...more }))

const writing: fc.Arbitrary<Asked> = fc.oneof(
  fc.tuple(as, fc.nat({ max: 999 }), sent).map(([who, number, body]) => ({
    method: 'POST',
    path: '/api/posts',
    as: who,
    body: { id: `new-${number}`, owner: who, ...body },
  })),
  fc.tuple(as, ids, sent).map(([who, id, body]) => ({ method: 'PATCH', path: `/api/posts/${id}`, as: who, body })),
  fc
    .tuple(as, postWheres, sent)
    .map(([who, where, body]) => ({ method: 'PATCH', path: address('/api/posts', { where }), as: who, body })),
  fc.tuple(as, queries, ids).map(([who, { slug }, id]) => ({ method: 'DELETE', path: `/api/${slug}/${id}`, as: who })),
  fc.tuple(as, postWheres).map(([who, where]) => ({
    method: 'DELETE',
    path: address('/api/posts', { where: { and: [where, { title: { equals: 'x' } }] } }),
    as: who,
  })),
  fc.tuple(as, ids).map(([who, id]) => ({ method: 'POST', path: `/api/posts/${id}/duplicate`, as: who })),
)

export const requests: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 12, arbitrary: reading },
  {
    weight: 6,
    arbitrary: fc
      .tuple(graphqlRequests, as)
      .map(([body, who]): Asked => ({ method: 'POST', path: '/api/graphql', as: who, body })),
  },
  { weight: 2, arbitrary: writing },
)
