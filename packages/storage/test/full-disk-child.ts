// Fills its disk (a limit on the size of files, set by the test), says what happened, and goes on once there is space.
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { openStorage } from '@crochet/storage'

const [file = ''] = process.argv.slice(2)
const say = (report: object): void => void writeSync(1, `${JSON.stringify(report)}\n`)
const kilobytes64 = new Uint8Array(65_536)

const storage = await openStorage(`file:${file}`)
const { journal, documents } = storage
await documents.migrate([{ name: 'rows', columns: [{ name: 'value', type: 'text' }] }])

let appended = 0
const codes: string[] = []
const failed = (error: { code: string }): void => void codes.push(error.code)
while (codes.length < 3) await journal.append('a', kilobytes64).then((seq) => (appended = seq), failed)

const transaction = await documents.transaction()
await transaction
  .insert('rows', { id: '1', value: 'x'.repeat(65_536) })
  .then(() => transaction.commit())
  .catch(failed)
await transaction[Symbol.asyncDispose]()
const loaded = await journal.load('a')
say({ codes, appended, loaded: loaded.seq, entries: loaded.updates.length, rows: await documents.count('rows') })

await once(process.stdin, 'data')
const next = await journal.append('a', kilobytes64)
await using again = await documents.transaction()
await again.insert('rows', { id: '1', value: 'x'.repeat(65_536) })
await again.commit()
say({ next: next - appended, rows: await documents.count('rows') })
await storage.close()
process.stdin.destroy()
