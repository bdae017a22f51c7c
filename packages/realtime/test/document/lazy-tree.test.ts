import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Document } from '../../src/document/document.ts'
import { collectGarbage } from '../support/collect-garbage.ts'

/** A document with this text, of which only the bytes are there. */
function stored(text = 'stored'): Document {
  const source = new Y.Doc()
  source.getText('text').insert(0, text)
  source.getMap('map').set('nested', new Y.Map([['a', 1]]))
  const document = new Document('doc')
  document.content.load([Y.encodeStateAsUpdate(source)])
  return document
}

/** What somebody types behind what a document has. */
function typing(document: Document, text: string): Uint8Array {
  const client = new Y.Doc()
  Y.applyUpdate(client, document.content.encode())
  const before = Y.encodeStateVector(client)
  client.getText('text').insert(client.getText('text').length, text)
  return Y.encodeStateAsUpdate(client, before)
}

/** Lets everything go that nobody holds. */
async function rest(document: Document): Promise<void> {
  document.rest()
  document.rest()
  await collectGarbage()
}

test('synchronising, applying and encoding need no tree', () => {
  const document = stored()
  expect(document.apply(typing(document, '!'))).toBe('applied')
  expect(document.apply(document.content.encode())).toBe('known')
  document.content.stateVector()
  expect(document.content.hasTree).toBe(false)
  expect(document.getText('text').toString()).toBe('stored!')
  expect(document.content.hasTree).toBe(true)
})

test('a tree that nobody uses is forgotten, and built again', async () => {
  const document = stored()
  expect(document.getText('text').length).toBe(6)
  await rest(document)
  expect(document.content.hasTree).toBe(false)
  document.apply(typing(document, '!'))
  expect(document.getText('text').toString()).toBe('stored!')
})

test('a type that somebody holds stays part of the document, also one within another', async () => {
  const document = stored()
  const nested = document.getMap('map').get('nested') as Y.Map<number>
  await rest(document)
  expect(document.content.hasTree).toBe(true)
  const client = new Y.Doc()
  Y.applyUpdate(client, document.content.encode())
  ;(client.getMap('map').get('nested') as Y.Map<number>).set('b', 2)
  document.apply(Y.encodeStateAsUpdate(client))
  expect(nested.get('b')).toBe(2)
  nested.set('c', 3)
  const reader = new Y.Doc()
  Y.applyUpdate(reader, document.content.encode())
  expect(reader.getMap('map').toJSON()).toEqual({ nested: { a: 1, b: 2, c: 3 } })
})

test('a tree that somebody observes stays, whoever holds what', async () => {
  const document = stored()
  const seen: string[] = []
  document.getText('text').observe((event) => void seen.push(JSON.stringify(event.delta)))
  await rest(document)
  document.apply(typing(document, '!'))
  expect(seen).toEqual(['[{"retain":6},{"insert":"!"}]'])
})

test('somebody who begins to listen hears of the next change', () => {
  const document = stored()
  const origins: unknown[] = []
  document.on('update', (_update, origin) => void origins.push(origin))
  document.apply(typing(document, '!'), 'ada')
  expect(origins).toEqual(['ada'])
})

test('an edit may be the first to look at the document', async () => {
  const document = stored()
  const told: unknown[] = []
  document.onUpdate((_document, origin) => void told.push(origin))
  document.transact(() => document.getText('text').insert(0, 'well '), 'here')
  expect(told).toEqual(['here'])
  await rest(document)
  document.transact(() => document.getText('text').insert(0, 'as '), 'here')
  expect(told).toEqual(['here', 'here'])
  expect(document.getText('text').toString()).toBe('as well stored')
})

test('edits of the server go on under its one client id', async () => {
  const document = stored()
  const { clientID } = document
  document.getText('text').insert(0, 'a')
  await rest(document)
  document.getText('text').insert(0, 'b')
  expect(document.clientID).toBe(clientID)
  expect(document.content.clockOf(clientID)).toBe(2)
})

test('what observers of a change edit is told, too', () => {
  const document = stored()
  document.getText('text').observe((_event, transaction) => {
    if (!transaction.local) document.getMap('map').set('edits', true)
  })
  let told = 0
  document.onUpdate(() => void told++)
  document.apply(typing(document, '!'), 'ada')
  expect(told).toBe(2)
  const reader = new Y.Doc()
  Y.applyUpdate(reader, document.content.encode())
  expect(reader.getMap('map').get('edits')).toBe(true)
})

test('an observer that throws does not undo the change', () => {
  const document = stored()
  document.getText('text').observe(() => {
    throw new Error('not interested')
  })
  expect(document.apply(typing(document, '!'), 'ada')).toBe('applied')
  expect(document.getText('text').toString()).toBe('stored!')
})

test('an update that waits for another keeps the tree until that has come', async () => {
  const document = stored()
  const client = new Y.Doc()
  const updates: Uint8Array[] = []
  client.on('update', (update) => void updates.push(update))
  client.getText('text').insert(0, 'a')
  client.getText('text').insert(1, 'b')
  const [first, second] = updates as [Uint8Array, Uint8Array]
  expect(document.apply(second)).toBe('pending')
  expect(document.content.pending).toBeGreaterThan(0)
  await rest(document)
  expect(document.content.hasTree).toBe(true)
  expect(document.apply(first)).not.toBe('known')
  expect(document.content.pending).toBe(0)
  expect(document.content.clockOf(client.clientID)).toBe(2)
  await rest(document)
  expect(document.content.hasTree).toBe(false)
})
