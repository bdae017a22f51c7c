/** Payload in its defaults: its own REST handler, and the GraphQL schema that it generates, on `node:http`. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { configToSchema } from '@payloadcms/graphql'
import { sqliteAdapter } from '@payloadcms/db-sqlite'
import { graphql } from 'graphql'
import { buildConfig, createLocalReq, getPayload, handleEndpoints } from 'payload'
import { authorName, authors, stock, tell } from '../stock.ts'

const open = { read: () => true, create: () => true }
const config = buildConfig({
  secret: 'benchmark',
  telemetry: false,
  logger: { options: { level: 'error' } },
  db: sqliteAdapter({ client: { url: `file:${join(process.argv[2] ?? '', 'payload.db')}` } }),
  typescript: { autoGenerate: false },
  collections: [
    { slug: 'authors', access: open, fields: [{ name: 'name', type: 'text' }] },
    {
      slug: 'posts',
      access: open,
      fields: [
        { name: 'title', type: 'text', required: true },
        { name: 'slug', type: 'text', index: true },
        { name: 'body', type: 'textarea' },
        { name: 'views', type: 'number' },
        { name: 'published', type: 'checkbox' },
        { name: 'author', type: 'relationship', relationTo: 'authors' },
      ],
    },
  ],
})
const payload = await getPayload({ config })
const writers: (string | number)[] = []
for (let number = 0; number < authors; number++) {
  writers.push((await payload.create({ collection: 'authors', data: { name: authorName(number) } })).id)
}
const ids: (string | number)[] = []
for (const { by, ...data } of stock) {
  ids.push((await payload.create({ collection: 'posts', data: { ...data, author: writers[by] } })).id)
}
const { schema } = configToSchema(await config)

const server = createServer(async (incoming, outgoing) => {
  const request = await toRequest(incoming)
  const response =
    incoming.url === '/api/graphql' ? await answerGraphql(request) : await handleEndpoints({ config, request })
  outgoing.writeHead(response.status, Object.fromEntries(response.headers))
  outgoing.end(Buffer.from(await response.arrayBuffer()))
})
server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as AddressInfo).port, ids }))

async function toRequest(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  return new Request(`http://127.0.0.1${incoming.url}`, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as Record<string, string>,
    ...(chunks.length > 0 ? { body: Buffer.concat(chunks) } : {}),
  })
}

async function answerGraphql(request: Request): Promise<Response> {
  const { query } = (await request.json()) as { query: string }
  const req = await createLocalReq({ req: { headers: request.headers } }, payload)
  // `payload` answers nobody in particular here: the rules are asked, as in a request of its own.
  const contextValue = { req, headers: {}, res: {} }
  return Response.json(await graphql({ schema, source: query, contextValue }))
}
