import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { checkDurable } from './check-durable.ts'
import { insertToken, tokenOf, type Operation } from './operation.ts'
import { Recorder, type DocumentRecord } from './recorder.ts'

const name = 'document'

/** Two edits of two authors, the second on top of the first in the array and the text; the second has been acknowledged. */
function twoEdits(): { record: DocumentRecord; second: Uint8Array } {
  const recorder = new Recorder()
  const document = new Y.Doc()
  const edit = (author: string): Uint8Array => {
    const editor = new Y.Doc()
    Y.applyUpdate(editor, Y.encodeStateAsUpdate(document))
    const before = Y.encodeStateVector(editor)
    const token = tokenOf(author, 1)
    editor.transact(() => insertToken(editor, token, 0))
    const update = Y.encodeStateAsUpdate(editor, before)
    Y.applyUpdate(document, update)
    recorder.made(operation(author, token), update)
    return update
  }
  edit('1')
  const second = edit('2')
  const record = recorder.document(name)
  for (const client of Y.decodeStateVector(Y.encodeStateVector(document)).keys()) record.sentClocks.set(client, 1_000)
  for (const made of record.operations) made.sentAt = 1
  for (const made of record.operations) if (made.author === '2') made.acknowledgedAt = 2
  return { record, second }
}

const operation = (author: string, token: string): Operation => ({
  kind: 'insert',
  token,
  document: name,
  author,
  structs: new Map(),
  deletions: new Map(),
  madeAt: 0,
  sentAt: undefined,
  acknowledgedAt: undefined,
  toldAt: undefined,
  refusedAt: undefined,
  foundAt: undefined,
})

function stored(...updates: Uint8Array[]): Y.Doc {
  const document = new Y.Doc()
  for (const update of updates) Y.applyUpdate(document, update)
  return document
}

test('an edit is there whose parts wait for another edit that nobody was promised', () => {
  const { record, second } = twoEdits()
  const durable = stored(second)
  expect([durable.getMap('map').size, durable.getArray('array').length]).toEqual([1, 0])
  expect(checkDurable(record, durable)).toEqual([])
})

test('an edit is lost of which only a part is on disk', () => {
  const { record, second } = twoEdits()
  const part = stored(second)
  // What waits is forgotten.
  part.store.pendingStructs = null
  expect(checkDurable(record, part)).toEqual([expect.stringContaining('was acknowledged, and is there 1/0/0 times')])
  expect(checkDurable(record, undefined)).toEqual([
    expect.stringContaining('was acknowledged, and is there 0/0/0 times'),
  ])
})
