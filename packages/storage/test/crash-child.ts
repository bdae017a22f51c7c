// Writes to the database named on the command line until it is killed, and prints each thing once it is acknowledged.
import { writeSync } from 'node:fs'
import { openStorage } from '@crochet/storage'

const [file = '', round = ''] = process.argv.slice(2)
const documents = ['a', 'b', 'c']
const say = (...words: unknown[]): void => void writeSync(1, `${words.join(' ')}\n`)

const storage = await openStorage(`file:${file}`)
await storage.documents.migrate([{ name: 'rows', columns: [{ name: 'value', type: 'text' }] }])

async function appendForever(document: string): Promise<never> {
  for (let count = 0; ; count++) {
    const token = `${document}:${round}:${count};`
    const seq = await storage.journal.append(document, Buffer.from(token))
    say('append', document, seq, token)
  }
}

/** A snapshot here is all tokens in a row, so a plain reader finds them in it. */
async function compactForever(): Promise<never> {
  for (;;) {
    for (const document of documents) {
      const { updates, seq } = await storage.journal.load(document)
      if (seq > 0) await storage.journal.compact(document, Buffer.concat(updates), seq)
      await new Promise(setImmediate)
    }
  }
}

/** Two rows in one transaction: both are there, or none. Several at once share commits. */
async function insertForever(writer: number): Promise<never> {
  for (let count = 0; ; count++) {
    await using transaction = await storage.documents.transaction()
    await transaction.insert('rows', { id: `${round}:${writer}:${count}:left`, value: 'x' })
    await new Promise(setImmediate)
    await transaction.insert('rows', { id: `${round}:${writer}:${count}:right`, value: 'x' })
    await transaction.commit()
    say('commit', `${round}:${writer}:${count}`)
  }
}

await Promise.all([
  ...documents.map(appendForever),
  appendForever('a'),
  compactForever(),
  ...[1, 2, 3].map(insertForever),
])
