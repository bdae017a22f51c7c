import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { CollectionConfig } from '@crochet/content'
import type { Question } from '../../question.ts'
import type { Session } from '../../session.ts'
import { openContent } from '../contenders/crochet.ts'
import { rate } from '../measure.ts'

const rows = 1_000_000
const shelves = rows / 20
const limit = 10

const books: CollectionConfig = {
  slug: 'books',
  fields: [
    { name: 'title', type: 'text' },
    { name: 'shelf', type: 'number', index: true },
    { name: 'lent', type: 'checkbox' },
  ],
}

export const million: Question = {
  name: 'million',
  asks: 'A million documents: ten of the twenty with a certain value in an indexed field, not counted. How long does it take?',
  method: `A table with ${rows.toLocaleString('en')} rows, one file for all; one call after the other, values in a mixed order. The floor is the statement that Crochet runs, prepared once. Every document answered is checked.`,
  contenders: ['crochet', 'floor'],
  rows: [{ key: 'each', label: 'time for one', unit: 'µs', bars: [{ against: 'floor', most: 2 }] }],

  async prepare({ folder }) {
    const { close } = await openContent(fileIn(folder), [books])
    await close()
    const database = new DatabaseSync(fileIn(folder))
    database.exec('PRAGMA synchronous = OFF; BEGIN')
    const insert = database.prepare(
      'INSERT INTO books (id, title, shelf, lent, createdAt, updatedAt) VALUES (?, ?, ?, ?, ?, ?)',
    )
    const at = '2026-01-01T00:00:00.000Z'
    for (let row = 0; row < rows; row++) {
      const id = `0192a000-0000-7000-8000-${row.toString(16).padStart(12, '0')}`
      insert.run(id, `Book ${row}`, (row * 7919) % shelves, row % 2, at, at)
    }
    database.exec('COMMIT')
    database.close()
  },

  async measure(contender, session) {
    const { find, close } = contender === 'crochet' ? await throughCrochet(session) : byHand(session)
    const { each } = await rate({ seconds: session.seconds(2) }, async (time) => {
      const shelf = (time * 8191) % shelves
      const found = await find(shelf)
      const isRight = found.length === limit && found.every((book) => book.shelf === shelf && book.title !== '')
      if (!isRight) throw new Error(`shelf ${shelf} came back as ${JSON.stringify(found)}`)
    })
    await close()
    return { each }
  },
}

interface Books {
  find(shelf: number): Promise<Book[]> | Book[]
  close(): unknown
}

interface Book {
  readonly title: string
  readonly shelf: number
}

const fileIn = (folder: string): string => join(folder, 'million.db')

async function throughCrochet({ folder }: Session): Promise<Books> {
  const { content, close } = await openContent(fileIn(folder), [books])
  const find = async (shelf: number): Promise<Book[]> => {
    const where = { shelf: { equals: shelf } }
    return (await content.find({ collection: 'books', where, limit, pagination: false })).docs as unknown as Book[]
  }
  return { find, close }
}

function byHand({ folder }: Session): Books {
  const database = new DatabaseSync(fileIn(folder))
  const statement = database.prepare(
    'SELECT id, title, shelf, lent, createdAt, updatedAt FROM books WHERE shelf = ? ORDER BY id DESC LIMIT ?',
  )
  const toBook = ({ id, title, shelf, lent, createdAt, updatedAt }: Record<string, unknown>): Book => {
    const book = { id, title, shelf, lent: lent === 1, createdAt, updatedAt }
    return book as unknown as Book
  }
  return { find: (shelf) => statement.all(shelf, limit).map(toBook), close: () => database.close() }
}
