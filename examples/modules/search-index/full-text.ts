import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

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
export class FullText {
  readonly #database: DatabaseSync
  readonly #version: string
  readonly #statements: Record<'addPlace' | 'putText' | 'deleteText' | 'deletePlace' | 'search', StatementSync>
  /** It was not finished the last time, or holds something else: what is in it cannot be relied on. */
  readonly stale: boolean

  /** @param version changes whenever what is to be in it changes */
  constructor(file: string, version: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.#version = version
    this.#database = new DatabaseSync(file)
    this.#database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS places (number INTEGER PRIMARY KEY, collection TEXT, id TEXT, UNIQUE (collection, id));
      CREATE VIRTUAL TABLE IF NOT EXISTS texts USING fts5(text, tokenize = 'unicode61 remove_diacritics 2');
      CREATE TABLE IF NOT EXISTS state (complete TEXT);
    `)
    const here = '(SELECT number FROM places WHERE collection = ? AND id = ?)'
    this.#statements = {
      addPlace: this.#database.prepare('INSERT INTO places (collection, id) VALUES (?, ?) ON CONFLICT DO NOTHING'),
      putText: this.#database.prepare(`INSERT OR REPLACE INTO texts (rowid, text) VALUES (${here}, ?)`),
      deleteText: this.#database.prepare(`DELETE FROM texts WHERE rowid = ${here}`),
      deletePlace: this.#database.prepare('DELETE FROM places WHERE collection = ? AND id = ?'),
      search: this.#database.prepare(
        'SELECT collection, id FROM texts JOIN places ON number = texts.rowid WHERE texts MATCH ? ORDER BY rank LIMIT ?',
      ),
    }
    this.stale = this.#database.prepare('SELECT complete FROM state').get()?.['complete'] !== version
    this.#database.exec('DELETE FROM state')
  }

  put({ collection, id }: Place, text: string): void {
    const at = [collection, JSON.stringify(id)] as const
    this.#statements.addPlace.run(...at)
    this.#statements.putText.run(...at, text)
  }

  delete({ collection, id }: Place): void {
    const at = [collection, JSON.stringify(id)] as const
    this.#statements.deleteText.run(...at)
    this.#statements.deletePlace.run(...at)
  }

  clear(): void {
    this.#database.exec('DELETE FROM texts; DELETE FROM places')
  }

  /** @returns the best first */
  search(question: string, limit: number): Place[] {
    const match = toMatch(question)
    const rows = match === undefined ? [] : this.#statements.search.all(match, limit)
    return rows.map(({ collection, id }) => ({
      collection: String(collection),
      id: JSON.parse(String(id)) as Place['id'],
    }))
  }

  /** Closes it, and notes that it has everything. Whoever is killed does not come here. */
  finish(): void {
    this.#database.prepare('INSERT INTO state VALUES (?)').run(this.#version)
    this.#database.close()
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
