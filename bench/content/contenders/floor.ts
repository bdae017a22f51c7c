import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Contender, Id } from '../contender.ts'
import type { Post } from '../post.ts'

interface Stored extends Omit<Post, 'published'> {
  readonly id: string
  readonly published: number
  readonly createdAt: string
  readonly updatedAt: string
}

/** The same table and indexes as Crochet's, with the same sync level, and prepared statements by hand with nothing around them. */
export function openFloor(folder: string): Contender {
  const database = new DatabaseSync(join(folder, 'floor.db'))
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE posts (id TEXT NOT NULL PRIMARY KEY, title TEXT, slug TEXT, body TEXT, views REAL, published INTEGER,
      createdAt TEXT, updatedAt TEXT);
    CREATE INDEX slugs ON posts (slug);
    CREATE INDEX created ON posts (createdAt);
    CREATE INDEX updated ON posts (updatedAt);`)
  const byID = database.prepare('SELECT * FROM posts WHERE id = ?')
  const page = database.prepare('SELECT * FROM posts ORDER BY id DESC LIMIT ? OFFSET ?')
  const count = database.prepare('SELECT count(*) AS total FROM posts')
  const insert = database.prepare('INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *')
  const update = database.prepare('UPDATE posts SET views = ?, updatedAt = ? WHERE id = ? RETURNING *')
  const updateAll = database.prepare('UPDATE posts SET views = ?, updatedAt = ? WHERE title = ? RETURNING *')
  const deleteAll = database.prepare('DELETE FROM posts WHERE title = ? RETURNING id')

  let last = 0
  // Ids in order of creation, as those of the others.
  const nextID = (): string => `${String(++last).padStart(12, '0')}-${randomUUID().slice(0, 23)}`
  const now = (): string => new Date().toISOString()
  const create = ({ title, slug, body, views, published }: Post): Id => {
    const at = now()
    return toPost(insert.get(nextID(), title, slug, body, views, Number(published), at, at)).id
  }
  const change = (id: Id, { views = 0 }: Partial<Post>): Post => toPost(update.get(views, now(), id))
  const together = <T>(run: () => T): T => {
    database.exec('BEGIN IMMEDIATE')
    const result = run()
    database.exec('COMMIT')
    return result
  }
  return {
    create,
    findByID: (id) => toPost(byID.get(id)),
    page: (number) => ({
      posts: page.all(10, (number - 1) * 10).map(toPost),
      total: Number(count.get()?.['total']),
    }),
    update: change,
    updateAll: (title, { views = 0 }) => updateAll.all(views, now(), title).map(toPost).length,
    deleteAll: (title) => deleteAll.all(title).length,
    createTogether: (all) => together(() => all.map(create)),
    updateTogether: (ids, changes) => together(() => ids.map((id) => change(id, changes))),
    close: () => database.close(),
  }
}

function toPost(row: unknown): Post & { id: Id } {
  const { id, title, slug, body, views, published, createdAt, updatedAt } = row as Stored
  const post = { id, title, slug, body, views, published: published === 1, createdAt, updatedAt }
  return post
}
