/** Bare fastify routes over prepared statements: the same tables and the same sync level as Crochet, nothing else. */
import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import Fastify from 'fastify'
import type { Post } from '../../content/post.ts'
import { authorName, authors, stock, tell } from '../stock.ts'

const database = new DatabaseSync(join(process.argv[2] ?? '', 'floor.db'))
database.exec(`
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE authors (id TEXT NOT NULL PRIMARY KEY, name TEXT);
  CREATE TABLE posts (id TEXT NOT NULL PRIMARY KEY, title TEXT, slug TEXT, body TEXT, views REAL, published INTEGER,
    author TEXT REFERENCES authors, createdAt TEXT, updatedAt TEXT);
  CREATE INDEX slugs ON posts (slug);
  CREATE INDEX created ON posts (createdAt);
  CREATE INDEX updated ON posts (updatedAt);`)
const byID = database.prepare('SELECT * FROM posts WHERE id = ?')
const page = database.prepare('SELECT * FROM posts ORDER BY id DESC LIMIT 10 OFFSET ?')
const count = database.prepare('SELECT count(*) AS total FROM posts')
const authorsOf = database.prepare('SELECT * FROM authors WHERE id IN (SELECT value FROM json_each(?))')
const insert = database.prepare('INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *')

let last = 0
const nextID = (): string => `${String(++last).padStart(12, '0')}-${randomUUID().slice(0, 23)}`
const create = ({ title, slug, body, views, published }: Post, author: string | null): Record<string, unknown> => {
  const at = new Date().toISOString()
  return toPost(insert.get(nextID(), title, slug, body, views, Number(published), author, at, at))
}
const toPost = (row: unknown): Record<string, unknown> => {
  const found = row as Record<string, unknown>
  return { ...found, published: found['published'] === 1 }
}
/** With the documents of their authors. */
const populated = (posts: Record<string, unknown>[]): Record<string, unknown>[] => {
  const found = authorsOf.all(JSON.stringify([...new Set(posts.map(({ author }) => author))]))
  const named = new Map(found.map((author) => [author['id'], author]))
  return posts.map((post) => ({ ...post, author: named.get(post['author'] as string) ?? post['author'] }))
}

const writers = Array.from({ length: authors }, nextID)
database.exec('BEGIN')
for (const [number, id] of writers.entries()) {
  database.prepare('INSERT INTO authors VALUES (?, ?)').run(id, authorName(number))
}
const ids = stock.map(({ by, ...post }) => String(create(post, writers[by] ?? null)['id']))
database.exec('COMMIT')

const app = Fastify()
app.get<{ Params: { id: string } }>('/api/posts/:id', (request, reply) => {
  void reply.send(toPost(byID.get(request.params.id)))
})
app.get<{ Querystring: { page?: string } }>('/api/posts', (request, reply) => {
  const docs = page.all((Number(request.query.page ?? 1) - 1) * 10).map(toPost)
  void reply.send({ docs, totalDocs: count.get()?.['total'] })
})
app.post('/api/posts', (request, reply) => {
  void reply.code(201).send({ doc: create(request.body as Post, null) })
})
app.post('/api/graphql', (_request, reply) => {
  const docs = populated(page.all(0).map(toPost)).map(({ title, author }) => ({
    title,
    author: { name: (author as Record<string, unknown>)['name'] },
  }))
  void reply.send({ data: { Posts: { docs } } })
})
await app.listen({ port: 0, host: '127.0.0.1' })
tell({ port: (app.server.address() as AddressInfo).port, ids })
