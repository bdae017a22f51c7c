import { Validator } from '@seriousme/openapi-schema-validator'
import type { CollectionConfig } from '@crochet/content'
import Fastify, { type FastifyInstance } from 'fastify'
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { everyField, everyGlobal, aThing } from './every-field.ts'
import { newsroom, type Newsroom } from './newsroom.ts'
import type { Answer } from '../src/openapi/answers.ts'
import type { Operation } from '../src/openapi/paths.ts'
import type { Schema } from '../src/openapi/schema.ts'
import { toOpenApi, type OpenApiDocument } from '../src/openapi/openapi-document.ts'

const described = toOpenApi({ collections: everyField, globals: [everyGlobal] })

const documentOf = async ({ url }: Newsroom): Promise<OpenApiDocument> =>
  (await (await fetch(`${url}/api/openapi.json`)).json()) as OpenApiDocument

const accounts: CollectionConfig[] = [
  { slug: 'people', auth: { useAPIKey: true }, fields: [{ name: 'name', type: 'text' }] },
]

test.each([
  { title: 'of a field of every type', document: described },
  { title: 'of accounts', document: toOpenApi({ collections: accounts, globals: [] }) },
  { title: 'of nothing', document: toOpenApi({ collections: [], globals: [] }) },
])('the description $title is valid OpenAPI 3.1, and its references lead somewhere', async ({ document }) => {
  const validator = new Validator()
  expect(await validator.validate(structuredClone({ ...document }))).toMatchObject({ valid: true })
  expect(validator.version).toBe('3.1')
  expect(() => validator.resolveRefs()).not.toThrow()
})

test('operations have ids of their own', () => {
  const ids = Object.values(described.paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId))
  expect(ids.length).toBe(new Set(ids).size)
  expect(ids).toContain('updateMany_every_field')
})

test('what is described is what is served: every path with exactly its methods', async () => {
  await using room = await newsroom({ more: [...everyField, ...accounts] })
  const { paths } = await documentOf(room)
  expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/every-field/{id}/duplicate', '/api/people/login']))
  for (const [path, methods] of Object.entries(paths)) {
    const response = await fetch(room.url + path.replace('{id}', '1'), { method: 'PUT' })
    const { errors } = (await response.json()) as { errors: { data: { allowed: string[] } }[] }
    const served = errors[0]?.data.allowed.filter((method) => method !== 'HEAD')
    expect({ path, served }).toEqual({
      path,
      served: Object.keys(methods)
        .map((one) => one.toUpperCase())
        .toSorted(),
    })
  }
})

test("collections without REST are not in it, and routes of one's own are nobody else's business", async () => {
  await using room = await newsroom()
  const description = JSON.stringify(await documentOf(room))
  expect(description).toContain('/api/stations/count')
  expect(description).not.toMatch(/archive|on-air/i)
})

test('hidden fields are nowhere in it, passwords in no document', () => {
  const { Thing, ThingData } = described.components.schemas
  expect(JSON.stringify(described)).not.toContain('hiddenField')
  expect(Thing?.properties).not.toHaveProperty('pin')
  expect(ThingData?.properties).toMatchObject({ pin: { writeOnly: true, minLength: 8 } })
})

test('accounts say how to sign in, and neither hashes nor keys are in their documents', () => {
  const { security, components, paths } = toOpenApi({ collections: accounts, globals: [], cookie: '__Host-x-token' })
  expect(security).toEqual([{}, { token: [] }, { cookie: [] }, { apiKey: [] }])
  expect(components.securitySchemes).toMatchObject({ cookie: { name: '__Host-x-token' } })
  expect(paths['/api/people/login']?.post?.requestBody).toMatchObject({ required: true })
  expect(described).not.toHaveProperty('security')
})

describe('schemas', () => {
  /** Checks values by a schema of the description, with the validator that fastify brings. */
  async function checker(document: OpenApiDocument): Promise<FastifyInstance> {
    const app = Fastify({ ajv: { customOptions: { strict: false, coerceTypes: false, removeAdditional: false } } })
    app.addSchema({ $id: 'openapi', ...document })
    for (const name of Object.keys(document.components.schemas)) {
      const body = { $ref: `openapi#/components/schemas/${name}` }
      app.post(`/${name}`, { schema: { body } }, async () => 'fits')
    }
    await app.ready()
    return app
  }
  const check = async (app: FastifyInstance, name: string, payload: unknown): Promise<string> =>
    (await app.inject({ method: 'POST', url: `/${name}`, payload: payload as object })).body

  test('fit what is sent and answered', async () => {
    await using room = await newsroom({ more: everyField, watch: false })
    const app = await checker(await documentOf(room))
    await room.content.create({ collection: 'makers', data: { id: 1, name: 'Ada' } })
    expect(await check(app, 'ThingData', aThing)).toBe('fits')
    const response = await fetch(`${room.url}/api/every-field`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(aThing),
    })
    const { doc } = (await response.json()) as { doc: { id: string } }
    expect(await check(app, 'Thing', doc)).toBe('fits')
    for (const query of ['depth=0', 'depth=2', 'select[title]=true']) {
      const read = await fetch(`${room.url}/api/every-field/${doc.id}?${query}`)
      expect(await check(app, 'Thing', await read.json())).toBe('fits')
    }
    const maker = await fetch(`${room.url}/api/makers/1?joins[things][count]=true`)
    expect(await check(app, 'Errors', await maker.json())).toBe('fits')
    const failed = await fetch(`${room.url}/api/every-field/nobody`)
    expect(await check(app, 'crochet.Errors', await failed.json())).toBe('fits')
    await app.close()
  })

  test('fit the answers of signing in', async () => {
    await using room = await newsroom({ more: accounts, watch: false })
    const { paths, ...document } = await documentOf(room)
    const { schema } = okOf(paths['/api/people/login']?.post).content?.['application/json'] ?? { schema: {} }
    const app = await checker({ ...document, paths, components: withSchema(document.components, 'login', schema) })
    const data = { email: 'ada@example.org', password: 'a long password' }
    await room.content.create({ collection: 'people', data })
    const response = await fetch(`${room.url}/api/people/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(data),
    })
    expect(response.status).toBe(200)
    expect(await check(app, 'login', await response.json())).toBe('fits')
    expect(await check(app, 'login', { message: 'x' })).not.toBe('fits')
    await app.close()
  })

  const okOf = (operation: Operation | undefined): Answer => operation?.responses['200'] as Answer
  const withSchema = (
    components: OpenApiDocument['components'],
    name: string,
    schema: Schema,
  ): OpenApiDocument['components'] => ({
    ...components,
    schemas: { ...components.schemas, [name]: atHome(schema) },
  })
  /** References of the description lead into the description, wherever they stand. */
  const atHome = (schema: Schema): Schema =>
    JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi#/')) as Schema

  test.each([
    { title: 1 },
    { title: 'x' },
    {},
    { title: 'ok', size: 'xl' },
    { title: 'ok', rows: [{}] },
    { title: 'ok', content: [{ blockType: 'image' }] },
    { title: 'ok', count: 11 },
    { title: 'ok', tags: ['a', 'b', 'c', 'd'] },
    { title: null },
  ])('do not fit %j', async (data) => {
    const app = await checker(described)
    expect(await check(app, 'ThingData', data)).not.toBe('fits')
    await app.close()
  })
})

describe('over HTTP', () => {
  test('it is sent again only when it is not known', async () => {
    await using room = await newsroom({ watch: false })
    for (const path of ['/api/openapi.json', '/api/reference']) {
      const first = await fetch(room.url + path)
      const headers = { 'if-none-match': String(first.headers.get('etag')) }
      expect((await fetch(room.url + path, { headers })).status).toBe(304)
    }
  })

  test('it can be switched off', async () => {
    await using room = await newsroom({ openapi: false })
    for (const path of ['/api/openapi.json', '/api/reference']) expect((await fetch(room.url + path)).status).toBe(404)
  })
})

describe('the page for people', () => {
  test('names every operation and every type, and what stands in labels stays text', async () => {
    await using room = await newsroom({ more: everyField, watch: false })
    const { paths, components } = await documentOf(room)
    const page = await (await fetch(`${room.url}/api/reference`)).text()
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId))
    for (const id of [...ids, ...Object.keys(components.schemas).map((name) => `type-${name}`)]) {
      expect(page).toContain(`id="${id}"`)
    }
    expect(page).not.toMatch(/<script|<b>title/)
    expect(page).toContain('The &#60;b&#62;title')
  })

  test('may do nothing but show itself, in its own style', async () => {
    await using room = await newsroom({ watch: false })
    const response = await fetch(`${room.url}/api/reference`)
    const style = /<style>([\s\S]*?)<\/style>/.exec(await response.text())?.[1] ?? ''
    const hash = createHash('sha256').update(style).digest('base64')
    expect(response.headers.get('content-security-policy')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    )
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
  })
})
