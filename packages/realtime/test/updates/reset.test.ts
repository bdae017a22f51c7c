import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { parseUpdate } from '../../src/updates/parse-update.ts'
import { UpdateState } from '../../src/updates/update-state.ts'
import { documentOf, updatesOf } from './documents.ts'

const textOf = (update: Uint8Array): string => documentOf(update).getText('t').toString()

/** Updates of client 7, who types six letters. */
function typed(): Uint8Array[] {
  const document = new Y.Doc()
  document.clientID = 7
  return updatesOf(document, ...Array.from('abcdef', (letter, at) => () => document.getText('t').insert(at, letter)))
}

test('a snapshot of a while ago takes the place of the state, with what has come and gone since', () => {
  const updates = typed()
  const { state } = UpdateState.from(updates)
  const before = Y.encodeStateAsUpdate(documentOf(...updates.slice(0, 3)))
  const document = documentOf(...updates)
  const known = Y.encodeStateVector(document)
  document.getText('t').delete(1, 1)
  state.take(parseUpdate(Y.encodeStateAsUpdate(document, known)))
  expect(state.reset(parseUpdate(before))).toBe(true)
  expect(textOf(state.encode())).toBe('acdef')
  const now = Y.encodeStateAsUpdate(documentOf(...updates))
  expect(state.reset(parseUpdate(now))).toBe(true)
  expect(textOf(state.encode())).toBe('acdef')
})

test('a snapshot takes the place of the state, unless it is of another one', () => {
  const updates = typed()
  const { state } = UpdateState.from(updates)
  const longer = documentOf(...updates)
  longer.getText('t').insert(0, 'x')
  expect(state.reset(parseUpdate(Y.encodeStateAsUpdate(longer)))).toBe(false)
  expect(textOf(state.encode())).toBe('abcdef')
  const document = documentOf(...updates)
  document.getText('t').delete(0, 6)
  expect(state.reset(parseUpdate(Y.encodeStateAsUpdate(document)))).toBe(true)
  expect([textOf(state.encode()), state.clockOf(7), state.clients]).toEqual(['', 6, 1])
})
