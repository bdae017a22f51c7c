import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { crc32 } from 'node:zlib'

/** What the journal's file holds of one document: the snapshot, if there is one, and the updates after it. */
export interface JournalEntries {
  readonly name: string
  readonly updates: readonly Uint8Array[]
  /** Those updates that are marked as stored by the application. Of a snapshot it is not known: it may hold later ones. */
  readonly marked: readonly Uint8Array[]
}

export interface JournalContent {
  readonly documents: readonly JournalEntries[]
  /** What is wrong with the file itself. */
  readonly problems: readonly string[]
}

type Row = Record<string, unknown>

/** Reads the journal with SQL written for this file, and nothing of the product. A server may be running on it. */
export function readJournal(folder: string): JournalContent {
  return read(join(folder, 'journal.db'), false)
}

/**
 * The same for the journal of a server that was killed. It reads a copy: to recover the original is up to the next server.
 *
 * @param scratch a folder that nobody else uses
 */
export function readKilledJournal(folder: string, scratch: string): JournalContent {
  mkdirSync(scratch, { recursive: true })
  for (const ending of ['', '-wal']) {
    const file = join(folder, `journal.db${ending}`)
    if (existsSync(file)) copyFileSync(file, join(scratch, `journal.db${ending}`))
  }
  return read(join(scratch, 'journal.db'), true)
}

function read(file: string, whole: boolean): JournalContent {
  if (!existsSync(file)) return { documents: [], problems: [] }
  using database = new DatabaseSync(file, { readOnly: !whole, timeout: 2_000 })
  const all = (sql: string, ...parameters: (number | string)[]): Row[] => database.prepare(sql).all(...parameters)
  const problems = whole ? checkIntegrity(all) : []
  database.exec('BEGIN')
  const tables = all("SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name)
  if (!tables.includes('crochet_journal_documents')) return { documents: [], problems }
  for (const { document, seq, reason } of all('SELECT document, seq, reason FROM crochet_journal_aside')) {
    problems.push(`entry ${seq} of document ${document} was set aside: ${reason}`)
  }
  const documents = all('SELECT number, name, head, stored FROM crochet_journal_documents').map((row) => {
    const number = Number(row['number'])
    const snapshots = all('SELECT seq, bytes, checksum FROM crochet_journal_snapshots WHERE document = ?', number)
    const rows = all('SELECT seq, bytes, checksum FROM crochet_journal_updates WHERE document = ? ORDER BY seq', number)
    const entries = [...snapshots, ...rows]
    problems.push(...checkEntries(row, entries))
    const marked = rows.filter(({ seq }) => Number(seq) <= Number(row['stored']))
    return { name: String(row['name']), updates: entries.map(bytesOf), marked: marked.map(bytesOf) }
  })
  return { documents, problems }
}

function checkIntegrity(all: (sql: string) => Row[]): string[] {
  const said = all('PRAGMA integrity_check').map(({ integrity_check: line }) => String(line))
  return said.join() === 'ok' ? [] : said.map((line) => `the journal's file is damaged: ${line}`)
}

/** Numbers without a gap, at least up to the head, and checksums that are right. */
function checkEntries({ name, head }: Row, entries: readonly Row[]): string[] {
  const problems = entries.flatMap(({ seq, bytes, checksum }, index) => {
    const before = entries[index - 1]?.['seq']
    const gap = before !== undefined && Number(seq) !== Number(before) + 1
    const wrong = crc32(bytes as Uint8Array) !== Number(checksum)
    return [
      ...(gap ? [`${name}: entry ${seq} follows entry ${before}`] : []),
      ...(wrong ? [`${name}: the checksum of entry ${seq} is wrong`] : []),
    ]
  })
  // The head is what was given out last when entries went; later ones are above it.
  const last = entries.at(-1)?.['seq']
  const short = last !== undefined && Number(last) < Number(head)
  return short ? [...problems, `${name}: ends at ${last}, and ${head} was given out`] : problems
}

const bytesOf = ({ bytes }: Row): Uint8Array => bytes as Uint8Array
