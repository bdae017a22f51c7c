import type { CollectionConfig, ContentConfig, GlobalConfig } from '@crochet/content'
import { Validator } from '@seriousme/openapi-schema-validator'
import { describe, expect, test } from 'vitest'
import { toOpenApi } from '../src/openapi/openapi-document.ts'
import { openGraphql, type GraphqlServer } from './open-graphql.ts'

const anyone = {
  create: () => true,
  read: () => true,
  update: () => true,
  delete: () => true,
  readVersions: () => true,
}
const people: CollectionConfig = { slug: 'people', access: anyone, fields: [{ name: 'name', type: 'text' }] }
const posts: CollectionConfig = {
  slug: 'posts',
  versions: true,
  access: anyone,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'price', type: 'number' },
    { name: 'author', type: 'relationship', relationTo: 'people' },
    { name: 'seo', type: 'group', fields: [{ name: 'text', type: 'text' }] },
    { name: 'authorName', type: 'text', virtual: 'author.name' },
    { name: 'secret', type: 'text', access: { read: () => false } },
  ],
}
const settings: GlobalConfig = {
  slug: 'settings',
  versions: true,
  access: { read: () => true, update: () => true, readVersions: () => true },
  fields: [{ name: 'name', type: 'text' }],
}
const config: ContentConfig = { collections: [people, posts], globals: [settings] }

interface Filled {
  readonly id: string
  /** Of the first state. */
  readonly version: string
}

/** A document and the global, each changed once. */
async function fill({ content }: GraphqlServer): Promise<Filled & { readonly global: string }> {
  const ada = await content.create({ collection: 'people', data: { name: 'Ada' } })
  const data = { title: 'Old', price: 1, author: ada['id'], seo: { text: 'x' }, secret: 'S' }
  const { id } = await content.create({ collection: 'posts', data })
  await content.update({ collection: 'posts', id, data: { title: 'New', price: 2, author: null } })
  for (const name of ['Old', 'New']) await content.updateGlobal({ slug: 'settings', data: { name } })
  const first = await content.findVersions({ collection: 'posts', sort: 'createdAt' })
  const ofGlobal = await content.findGlobalVersions({ slug: 'settings', sort: 'createdAt' })
  return { id: String(id), version: String(first.docs[0]?.id), global: String(ofGlobal.docs[0]?.id) }
}

interface Answer {
  readonly status: number
  // oxlint-disable-next-line typescript/no-explicit-any -- a test says what it expects
  readonly body: any
}

/** @param request `GET posts`: a method, and a path below `/api` */
async function send(server: GraphqlServer, request: string, headers = {}): Promise<Answer> {
  const [method = '', path = ''] = request.split(' ')
  const response = await fetch(`${server.url}/api/${path}`, { method, headers })
  return { status: response.status, body: await response.json() }
}

describe('through REST', () => {
  test('versions are found, filtered, selected and read by id', async () => {
    await using server = await openGraphql(config)
    const { id, version } = await fill(server)
    const page = await send(server, 'GET posts/versions?where[version.price][equals]=1&depth=1')
    expect(page).toMatchObject({ status: 200, body: { totalDocs: 1 } })
    expect(page.body.docs[0]).toMatchObject({
      id: version,
      parent: id,
      version: { title: 'Old', author: { name: 'Ada' } },
    })
    expect(page.body.docs[0].version).not.toHaveProperty('secret')
    const one = await send(server, `GET posts/versions/${version}?select[version][title]=true`)
    expect(one).toEqual({ status: 200, body: { id: version, version: { title: 'Old' } } })
    const global = await send(server, 'GET globals/settings/versions?sort=createdAt')
    expect(global.body.docs.map((found: { version: { name: string } }) => found.version.name)).toEqual(['Old', 'New'])
    const first = String(global.body.docs[0].id)
    expect((await send(server, `GET globals/settings/versions/${first}`)).body.parent).toBe('settings')
  })

  test('POST to a version restores it, if the document is the one that If-Match names', async () => {
    await using server = await openGraphql(config)
    const { id, version, global } = await fill(server)
    const late = { 'if-match': '"2020-01-01T00:00:00.000Z"' }
    expect((await send(server, `POST posts/versions/${version}`, late)).status).toBe(412)
    const now = await fetch(`${server.url}/api/posts/${id}`)
    const match = { 'if-match': now.headers.get('etag') ?? '' }
    const restored = await send(server, `POST posts/versions/${version}?depth=0`, match)
    expect(restored).toMatchObject({ status: 200, body: { doc: { id, title: 'Old', price: 1 } } })
    expect(restored.body.message).toBe('Restored successfully.')
    const settled = await send(server, `POST globals/settings/versions/${global}`)
    expect(settled).toMatchObject({ status: 200, body: { result: { name: 'Old' } } })
  })

  test.each([
    ['GET posts/versions/none', '404 NOT_FOUND'],
    ['POST posts/versions/none', '404 NOT_FOUND'],
    ['GET people/versions', '404 NOT_FOUND'],
    ['GET people/versions/none', '404 HTTP_ROUTE_UNKNOWN'],
    ['GET posts/versions?where[version.secret][equals]=S', '400 WHERE_FIELD'],
    ['GET posts/versions?sort=version.secret', '400 WHERE_FIELD'],
    ['GET posts/versions?joins=false', '400 HTTP_QUERY_UNKNOWN'],
    ['DELETE posts/versions/none', '405 HTTP_METHOD_NOT_ALLOWED'],
  ])('%s is refused', async (request, expected) => {
    await using server = await openGraphql(config)
    await fill(server)
    const { status, body } = await send(server, request)
    expect(`${status} ${body.errors[0].code}`).toBe(expected)
  })

  test('the routes are described', async () => {
    const document = toOpenApi({ collections: [people, posts], globals: [settings] })
    expect(Object.keys(document.paths).filter((path) => path.includes('versions'))).toEqual([
      '/api/posts/versions',
      '/api/posts/versions/{id}',
      '/api/globals/settings/versions',
      '/api/globals/settings/versions/{id}',
    ])
    const version = document.components.schemas['Post.version']?.properties?.['version']
    expect(Object.keys(version?.properties ?? {})).toEqual([
      'title',
      'price',
      'author',
      'seo',
      'secret',
      'createdAt',
      'updatedAt',
    ])
    expect(await new Validator().validate(structuredClone({ ...document }))).toMatchObject({ valid: true })
  })
})

describe('through GraphQL', () => {
  test('versions are found, filtered, and read by id, with what is selected and nothing else', async () => {
    await using server = await openGraphql(config)
    const { id, version } = await fill(server)
    server.asked()
    const { body } = await server.query(
      `query ($id: String!) {
        versionPost(id: $id) { id parent latest version { title price seo { text } author { name } } }
        versionsPosts(where: { version__price: { greater_than: 0 }, parent: { equals: "${id}", fields: { title: { equals: "New" } } } }, sort: "version.price") {
          totalDocs docs { latest version { title createdAt } }
        }
        settings: versionsSettings(where: { version__name: { equals: "Old" } }) { docs { parent version { name } } }
      }`,
      { id: version },
    )
    expect(body).toEqual({
      data: {
        versionPost: {
          id: version,
          parent: id,
          latest: null,
          version: { title: 'Old', price: 1, seo: { text: 'x' }, author: { name: 'Ada' } },
        },
        versionsPosts: {
          totalDocs: 2,
          docs: [
            { latest: null, version: { title: 'Old', createdAt: expect.any(String) } },
            { latest: true, version: { title: 'New', createdAt: expect.any(String) } },
          ],
        },
        settings: { docs: [{ parent: 'settings', version: { name: 'Old' } }] },
      },
    })
  })

  test('versions are restored', async () => {
    await using server = await openGraphql(config)
    const { id, version, global } = await fill(server)
    const { body } = await server.query(`mutation {
      restoreVersionPost(id: "${version}") { id title author { name } }
      restoreVersionSettings(id: "${global}") { name }
    }`)
    expect(body).toEqual({
      data: {
        restoreVersionPost: { id, title: 'Old', author: { name: 'Ada' } },
        restoreVersionSettings: { name: 'Old' },
      },
    })
  })

  test('a field that may not be read is neither shown nor filtered by', async () => {
    await using server = await openGraphql(config)
    const { version } = await fill(server)
    const shown = await server.query(`{ versionPost(id: "${version}") { version { secret } } }`)
    expect(shown.body).toEqual({ data: { versionPost: { version: { secret: null } } } })
    const asked = await server.query('{ versionsPosts(where: { version__secret: { equals: "S" } }) { totalDocs } }')
    expect(asked.body.errors[0].extensions.code).toBe('WHERE_FIELD')
  })
})
