import { ConfigError, type CollectionConfig, type FieldConfig, type GlobalConfig } from '@crochet/content'
import { expect, test } from 'vitest'
import { checkNames } from '../src/graphql/check-names.ts'
import { collectionNames, globalName } from '../src/graphql/entity-names.ts'
import { openGraphql } from './open-graphql.ts'

const text: FieldConfig = { name: 'line', type: 'text' }
const collection = (slug: string, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug,
  fields: [text],
  ...more,
})

test.each<[string, CollectionConfig['labels'], string, string]>([
  ['posts', undefined, 'Post', 'Posts'],
  ['post', undefined, 'Post', 'Posts'],
  ['blog-posts', undefined, 'BlogPost', 'BlogPosts'],
  ['categories', undefined, 'Category', 'Categories'],
  ['city', undefined, 'City', 'Cities'],
  ['boxes', undefined, 'Box', 'Boxes'],
  ['addresses', undefined, 'Address', 'Addresses'],
  ['news', undefined, 'News', 'allNews'],
  ['site-media', undefined, 'SiteMedia', 'allSiteMedia'],
  ['status', undefined, 'Status', 'Statuses'],
  ['people', { singular: 'Person', plural: 'People' }, 'Person', 'People'],
  ['posts', { singular: 'Blog post' }, 'BlogPost', 'Posts'],
  ['posts', { singular: 'Käse', plural: 'Käse' }, 'Kase', 'allKase'],
  ['posts', { singular: '記事', plural: '2nd hand' }, 'Post', 'Document2ndHand'],
])('the collection %s with the labels %j is %s and %s', (...[slug, labels, one, many]) => {
  expect(collectionNames(collection(slug, labels === undefined ? {} : { labels }))).toEqual({ one, many })
})

test('a global is called as its label or slug says', () => {
  expect(globalName({ slug: 'site-settings', fields: [] })).toBe('SiteSettings')
  expect(globalName({ slug: 'x', label: 'Main menu', fields: [] })).toBe('MainMenu')
})

const group = (name: string, ...fields: FieldConfig[]): FieldConfig => ({ name, type: 'group', fields })

test.each<[string, { collections?: CollectionConfig[]; globals?: GlobalConfig[] }, string, string]>([
  [
    'two collections',
    { collections: [collection('post'), collection('posts')] },
    'collections.posts',
    'collections.post',
  ],
  [
    'a collection and a global',
    { collections: [collection('settings')], globals: [{ slug: 'site', label: 'Settings', fields: [text] }] },
    'globals.site',
    'collections.settings',
  ],
  [
    'a collection and a type of GraphQL',
    { collections: [collection('queries')] },
    'collections.queries',
    'a part of GraphQL',
  ],
  [
    'two groups',
    {
      collections: [
        collection('posts', { fields: [group('a', group('b', text)), group('a_b', text), group('aB', text)] }),
      ],
    },
    'collections.posts.fields.aB',
    'collections.posts.fields.a_b',
  ],
  [
    'two ways to a field',
    { collections: [collection('posts', { fields: [group('seo', text), { name: 'seo__line', type: 'text' }] })] },
    'collections.posts.fields.seo__line',
    'collections.posts.fields.seo.fields.line',
  ],
  [
    'two blocks',
    {
      collections: [
        collection('posts', {
          fields: [
            {
              name: 'rows',
              type: 'blocks',
              blocks: [
                { slug: 'big-one', fields: [text] },
                { slug: 'big_one', fields: [] },
              ],
            },
          ],
        }),
      ],
    },
    'collections.posts.fields.rows.big_one',
    'collections.posts.fields.rows.big-one',
  ],
  [
    'a field and a part of `where`',
    { collections: [collection('posts', { fields: [{ name: 'AND', type: 'text' }] })] },
    'collections.posts.fields.AND',
    'a part of GraphQL',
  ],
  [
    'a collection and an answer about sessions',
    { collections: [collection('Users', { auth: true }), collection('users-me')] },
    'collections.users-me',
    'collections.Users',
  ],
  [
    'an answer about sessions and a count',
    { collections: [collection('things', { labels: { plural: 'Me' } }), collection('count', { auth: true })] },
    'collections.count',
    'collections.things',
  ],
  [
    'two auth collections',
    { collections: [collection('user', { auth: true }), collection('users', { auth: true })] },
    'collections.users',
    'collections.user',
  ],
])('%s of one name are an error that names both', (...[, { collections = [], globals = [] }, path, other]) => {
  const check = (): void => checkNames({ collections, globals })
  expect(check).toThrow(ConfigError)
  expect(check).toThrow(new RegExp(`- ${path}: .*which ${other} is already`))
})

test('two collections that meet under many names are one problem', () => {
  const collections = ['user', 'users'].map((slug) => collection(slug, { auth: true }))
  expect(() => checkNames({ collections, globals: [] })).toThrow(
    expect.objectContaining({ problems: [expect.objectContaining({ path: 'collections.users' })] }),
  )
})

test('names that GraphQL keeps for itself are an error', () => {
  const fields: FieldConfig[] = [{ name: '__typename', type: 'text' }]
  expect(() => checkNames({ collections: [collection('posts', { fields })], globals: [] })).toThrow('two underscores')
})

test('the names are checked before the port is opened, unless GraphQL is off', async () => {
  const config = { collections: [collection('post'), collection('posts')] }
  await expect(openGraphql(config)).rejects.toThrow('collections.posts: in GraphQL it is `Post`')
  await using server = await openGraphql(config, { graphql: false })
  expect(await server.query('{ Post { id } }')).toMatchObject({
    status: 404,
    body: { errors: [{ code: 'HTTP_ROUTE_UNKNOWN' }] },
  })
})

test('fields that hold nothing, and configurations with nothing in them, make a schema too', async () => {
  const fields: FieldConfig[] = [group('empty'), { name: 'rows', type: 'array', fields: [] }]
  await using server = await openGraphql({
    collections: [collection('posts', { fields, access: { read: () => true } })],
  })
  expect((await server.query('{ Posts { docs { id empty rows { id } } } }')).body).toEqual({
    data: { Posts: { docs: [] } },
  })
  await using bare = await openGraphql({})
  expect((await bare.query('{ __typename }')).body).toEqual({ data: { __typename: 'Query' } })
})
