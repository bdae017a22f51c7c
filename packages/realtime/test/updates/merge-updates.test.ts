import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { mergeUpdates } from '../../src/updates/merge-updates.ts'
import { parseUpdate } from '../../src/updates/parse-update.ts'
import { documentOf, updatesOf } from './documents.ts'

const parsed = (updates: readonly Uint8Array[]) => updates.map((update) => parseUpdate(update))

function typed(client: number, letters: string): Uint8Array[] {
  const document = new Y.Doc()
  document.clientID = client
  const text = document.getText('t')
  return updatesOf(document, ...Array.from(letters, (letter) => () => text.insert(text.length, letter)))
}

test('one update is sent as it came', () => {
  const [update] = parsed(typed(1, 'a'))
  expect(mergeUpdates(update === undefined ? [] : [update])).toBe(update?.bytes)
})

test('no update is an empty one', () => {
  expect(mergeUpdates([])).toEqual(Uint8Array.of(0, 0))
})

test('letters of several people become one struct each, the higher client first', () => {
  const [one, two] = [typed(1, 'abc'), typed(2, 'xyz')]
  const merged = mergeUpdates(parsed(one.flatMap((update, at) => [update, two[at] ?? update])))
  expect(parseUpdate(merged).structs).toMatchObject([
    { client: 2, clock: 0, end: 3, count: 1 },
    { client: 1, clock: 0, end: 3, count: 1 },
  ])
  expect(documentOf(merged).getText('t').toString()).toBe(
    documentOf(...one, ...two)
      .getText('t')
      .toString(),
  )
})

test('deletions are joined', () => {
  const document = documentOf(...typed(1, 'abcdef'))
  const text = document.getText('t')
  const updates = updatesOf(
    document,
    () => text.delete(4, 1),
    () => text.delete(1, 1),
    () => text.delete(1, 1),
  )
  expect(parseUpdate(mergeUpdates(parsed(updates))).deletions).toEqual([{ client: 1, ranges: [1, 3, 4, 5] }])
})

test('updates with a gap between them are merged as Yjs does it', () => {
  const [a, , c] = typed(1, 'abc')
  const updates = [a ?? new Uint8Array(), c ?? new Uint8Array()]
  expect(mergeUpdates(parsed(updates))).toEqual(Y.mergeUpdates(updates))
})
