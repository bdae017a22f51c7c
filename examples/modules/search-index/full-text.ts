import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Where a document is. */
export interface Place {
  readonly collection: string
  readonly id: string | number
}

/**
 * A full-text index in a file of its own: words without case and marks, the last one of a question as a beginning.
 *
 * @see https://www.sqlite.org/fts5.html
 */
export class FullText implements Disposable {
  readonly #database: DatabaseSync
  /** The file was not closed the last time, or holds something else: what is in it cannot be relied on. */
  readonly stale: boolean

  /** @param version changes whenever what is to be in it changes */
  constructor(file: string, version: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.#database = new DatabaseSync(file)
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS places (number INTEGER PRIMARY KEY, collection TEXT, id TEXT, UNIQUE (collection, id));
      CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
      CREATE TABLE IF NOT EXISTS state (complete TEXT);
    `)
    this.stale = this.#database.prepare('SELECT complete FROM state').get()?.['complete'] !== version
    this.#database.exec('DELETE FROM state')
    this.#version = version
  }

  readonly #version: string

  put({ collection, id }: Place, text: string): void {
    const at = [collection, JSON.stringify(id)]
    this.#database.prepare('INSERT INTO places (collection, id) VALUES (?, ?) ON CONFLICT DO NOTHING').run(...at)
    this.#database
      .prepare(
        'INSERT OR REPLACE INTO texts (rowid, text) SELECT number, ? FROM places WHERE collection = ? AND id = ?',
      )
      .run(text, ...at)
  }

  delete({ collection, id }: Place): void {
    const at = [collection, JSON.stringify(id)]
    this.#database
      .prepare('DELETE FROM texts WHERE rowid = (SELECT number FROM places WHERE collection = ? AND id = ?)')
      .run(...at)
    this.#database.prepare('DELETE FROM places WHERE collection = ? AND id = ?').run(...at)
  }

  clear(): void {
    this.#database.exec('DELETE FROM texts; DELETE FROM places')
  }

  /** @returns the best first */
  search(question: string, limit: number): Place[] {
    const match = toMatch(question)
    if (match === undefined) return []
    return this.#database
      .prepare(
        'SELECT collection, id FROM texts JOIN places ON number = texts.rowid WHERE texts MATCH ? ORDER BY rank LIMIT ?',
      )
      .all(match, limit)
      .map(({ collection, id }) => ({ collection: String(collection), id: JSON.parse(String(id)) as string | number }))
  }

  /** From here on the file can be relied on: nothing is changed any more without it. */
  close(): void {
    this.#database.prepare('INSERT INTO state VALUES (?)').run(this.#version)
    this.#database.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }
}

/** Quoted words, so that nothing of a question is syntax: `new "york` → `"new" "york"*`. At most sixteen of them. */
function toMatch(question: string): string | undefined {
  const words = question
    .slice(0, 1000)
    .match(/[\p{Letter}\p{Mark}\p{Number}]+/gu)
    ?.slice(0, 16)
  return words === undefined ? undefined : `${words.map((word) => `"${word}"`).join(' ')}*`
}
