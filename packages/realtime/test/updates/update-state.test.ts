import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { RealtimeError } from '../../src/errors.ts'
import { ByteWriter, uintSize } from '../../src/updates/byte-writer.ts'
import { parseUpdate } from '../../src/updates/parse-update.ts'
import { UpdateState } from '../../src/updates/update-state.ts'
import { frame } from '../support/raw-client.ts'
import { documentOf, normalised, updatesOf } from './documents.ts'

const documentAs = (client: number): Y.Doc => {
  const document = new Y.Doc()
  document.clientID = client
  return document
}
const take = (state: UpdateState, update: Uint8Array): string => state.take(parseUpdate(update)).is
const textOf = (update: Uint8Array): string => documentOf(update).getText('t').toString()

/** Updates of somebody who types, letter by letter. */
function typed(letters: string | readonly string[], client = 7): Uint8Array[] {
  const document = documentAs(client)
  const text = document.getText('t')
  return updatesOf(document, ...Array.from(letters, (letter) => () => text.insert(text.length, letter)))
}

describe('what is taken', () => {
  test('an empty state is an empty document', () => {
    const state = new UpdateState()
    expect([state.isEmpty, state.clients, state.bytes, state.clockOf(1)]).toEqual([true, 0, 0, 0])
    expect(state.encode()).toEqual(Uint8Array.of(0, 0))
    expect(state.stateVector()).toEqual(Uint8Array.of(0))
    expect(state.encodeSince(Uint8Array.of(0))).toEqual(Uint8Array.of(0, 0))
    expect(take(state, Uint8Array.of(0, 0))).toBe('known')
  })

  test('news are the update itself when all of it is new', () => {
    const update = parseUpdate(typed('a')[0] ?? new Uint8Array())
    const taken = new UpdateState().take(update)
    expect(taken).toEqual({ is: 'taken', news: update })
    expect('news' in taken && taken.news).toBe(update)
  })

  test('news are only what was not known', () => {
    const document = documentAs(7)
    const text = document.getText('t')
    const [first, second] = updatesOf(
      document,
      () => text.insert(0, 'abc'),
      () => text.delete(0, 1),
    )
    const state = UpdateState.from([first ?? new Uint8Array()]).state
    const taken = state.take(parseUpdate(Y.encodeStateAsUpdate(document)))
    expect(taken).toMatchObject({ is: 'taken', news: { structs: [], bytes: second } })
  })

  test('a struct that is known in part is cut', () => {
    const [first] = typed('abc')
    const document = documentOf(...typed('abcdef'))
    const state = UpdateState.from([first ?? new Uint8Array()]).state
    const taken = state.take(parseUpdate(Y.encodeStateAsUpdate(document)))
    expect(taken).toMatchObject({ is: 'taken', news: { structs: [{ clock: 1, end: 6, count: 1 }] } })
    expect(textOf(state.encode())).toBe('abcdef')
  })

  test('a client id may have 53 bits', () => {
    const state = UpdateState.from(typed('ab', Number.MAX_SAFE_INTEGER)).state
    expect(state.clockOf(Number.MAX_SAFE_INTEGER)).toBe(2)
    expect(textOf(state.encode())).toBe('ab')
  })

  test('typed text becomes one struct, also when it outgrows the width of its length', () => {
    const pieces = ['a', '😀', ...'b'.repeat(200), ...Array.from({ length: 100 }, () => 'ab😀é'.repeat(40))]
    const state = UpdateState.from(typed(pieces)).state
    expect(parseUpdate(state.encode()).structs).toMatchObject([{ count: 1, end: 20_203 }])
    expect(textOf(state.encode())).toBe(pieces.join(''))
    expect(state.encode()).toEqual(normalised(state.encode()))
  })

  test('text that somebody has put into a map is not joined: Yjs could not collect it', () => {
    const root = [39, 1, 3, 109, 97, 112, 1]
    const { state, undecided } = UpdateState.from([
      Uint8Array.from([1, 2, 1, 0, ...root, 97, 1, 40, 0, 1, 0, 1, 105, 1, 125, 0, 0]),
      // A letter behind the value of the inner map, then two behind it, of which one is deleted, and with it the inner map.
      Uint8Array.from([1, 1, 2, 0, 132, 1, 1, 1, 97, 0]),
      Uint8Array.from([1, 1, 2, 1, 132, 2, 0, 4, 240, 144, 128, 128, 0]),
      Uint8Array.from([0, 2, 2, 1, 1, 1, 1, 1, 0, 2]),
    ])
    expect(undecided).toEqual([])
    expect(() => documentOf(state.encode())).not.toThrow()
  })

  test('text at the same place by turns is not joined', () => {
    const document = documentAs(7)
    const text = document.getText('t')
    const updates = updatesOf(
      document,
      () => text.insert(0, 'ad'),
      () => text.insert(1, 'b'),
      () => text.insert(2, 'c'),
      () => text.insert(4, 'e'),
    )
    const { state } = UpdateState.from(updates)
    expect(parseUpdate(state.encode()).structs).toMatchObject([{ count: 4 }])
    expect(textOf(state.encode())).toBe('abcde')
  })

  test('text typed by turns at the ends of two texts is not joined', () => {
    const document = documentAs(7)
    const [left, right] = [document.getText('t'), document.getText('other')]
    const ends = Array.from({ length: 20 }, (_, at) => (at % 2 === 0 ? left : right))
    const { state } = UpdateState.from(updatesOf(document, ...ends.map((text) => () => text.insert(text.length, 'x'))))
    const loaded = documentOf(state.encode())
    expect([loaded.getText('t').length, loaded.getText('other').length]).toEqual([10, 10])
    expect(loaded.getText('t').toString()).toBe('x'.repeat(10))
  })

  test('text is not joined when somebody has written behind it in between', () => {
    const [one, two] = [documentAs(1), documentAs(2)]
    const apply = (target: Y.Doc, updates: readonly Uint8Array[]): void => {
      for (const update of updates) Y.applyUpdate(target, update)
    }
    const write = (document: Y.Doc, at: number, letter: string): Uint8Array[] =>
      updatesOf(document, () => document.getText('t').insert(at, letter))
    const all = write(two, 0, 'z')
    apply(one, all)
    const between = write(one, 0, 'a')
    apply(two, between)
    const behind = write(two, 1, 'y')
    apply(one, behind)
    const next = write(one, 1, 'b')
    const { state } = UpdateState.from([...all, ...between, ...behind, ...next])
    expect(parseUpdate(state.encode()).structs).toMatchObject([{ client: 2 }, { client: 1, count: 2 }])
    expect(textOf(state.encode())).toBe('abyz')
  })

  test('what is deleted by its own kind is in the delete set, for those who have the content', () => {
    const owner = documentAs(7)
    owner.getText('t').insert(0, 'gone')
    const reader = documentOf(Y.encodeStateAsUpdate(owner))
    owner.getText('t').delete(0, 4)
    const collected = Y.diffUpdate(Y.encodeStateAsUpdate(owner), Uint8Array.of(0))
    const withoutDeletions = Uint8Array.from([...collected.slice(0, parseUpdate(collected).structs[0]?.to), 0])
    const { state } = UpdateState.from([withoutDeletions])
    Y.applyUpdate(reader, state.encodeSince(Y.encodeStateVector(reader)))
    expect(reader.getText('t').toString()).toBe('')
  })
})

describe('what is undecided, and changes nothing', () => {
  const [a, b, c] = typed('abc')
  const cases: [string, Uint8Array[], Uint8Array][] = [
    ['a gap', [], b ?? new Uint8Array()],
    ['a skip', [], Y.mergeUpdates([a ?? new Uint8Array(), c ?? new Uint8Array()])],
    ['something written behind what is not there', [], Uint8Array.of(1, 1, 1, 0, 0x84, 2, 0, 1, 97, 0)],
    ['a deletion of what is not there', typed('a'), frame(0, 1, 7, 1, 0, 2)],
    ['a deletion of a client that is not there', typed('a'), frame(0, 1, 8, 1, 0, 1)],
    [
      'structs that wait for each other',
      [],
      Uint8Array.of(2, 1, 1, 0, 0x84, 2, 0, 1, 97, 1, 2, 0, 0x84, 1, 0, 1, 97, 0),
    ],
    [
      'a client that occurs twice',
      [],
      Uint8Array.of(2, 1, 1, 0, 4, 1, 1, 116, 1, 97, 1, 1, 0, 4, 1, 1, 116, 2, 98, 99, 0),
    ],
  ]
  test.for(cases)('%s', ([, before, update]) => {
    const { state } = UpdateState.from(before)
    const vector = state.stateVector()
    expect(take(state, update)).toBe('undecided')
    expect(state.contains(parseUpdate(update))).toBe(false)
    expect(state.stateVector()).toBe(vector)
  })

  test('but not structs of several clients that build on each other by turns', () => {
    const documents = [documentAs(1), documentAs(2), documentAs(3)]
    for (let turn = 0; turn < 30; turn++) {
      for (const document of documents) {
        document.getText('t').insert(turn % 3, 'x')
        for (const other of documents) Y.applyUpdate(other, Y.encodeStateAsUpdate(document))
      }
    }
    const update = Y.encodeStateAsUpdate(documentOf(...documents.map((each) => Y.encodeStateAsUpdate(each))))
    const state = new UpdateState()
    expect(take(state, update)).toBe('taken')
    expect(textOf(state.encode())).toBe(textOf(update))
  })

  test.for(['upwards', 'downwards'])('a chain of 20,000 clients, %s, is followed', (direction) => {
    const last = 20_000
    const clients = Array.from({ length: last }, (_, at) => (direction === 'upwards' ? at + 1 : last - at))
    const written = (client: number): number[] =>
      client === last ? [1, ...uint(client), 0, 4, 1, 1, 116, 1, 97] : behind(client, client + 1)
    const update = Uint8Array.from([...uint(last), ...clients.flatMap(written), 0])
    expect(take(new UpdateState(), update)).toBe('taken')
  })
})

/** One letter of a client, behind the first one of another. */
const behind = (client: number, other: number): number[] => [1, ...uint(client), 0, 0x84, ...uint(other), 0, 1, 97]

const uint = (value: number): number[] => {
  const writer = new ByteWriter(uintSize(value))
  writer.uint(value)
  return [...writer.bytes]
}

describe('what is told', () => {
  test('the same bytes until the next change', () => {
    const [a, b] = typed('ab')
    const { state } = UpdateState.from([a ?? new Uint8Array()])
    const [encoded, vector] = [state.encode(), state.stateVector()]
    expect(state.encode()).toBe(encoded)
    expect(state.encodeSince(Uint8Array.of(0))).toBe(encoded)
    expect(state.stateVector()).toBe(vector)
    const copy = encoded.slice()
    take(state, b ?? new Uint8Array())
    expect(encoded).toEqual(copy)
    expect(state.encode()).not.toEqual(encoded)
  })

  describe('to somebody who has a part', () => {
    const document = documentAs(7)
    const text = document.getText('t')
    const updates = updatesOf(
      document,
      ...Array.from({ length: 3_000 }, (_, at) => () => text.insert(at % 3 === 0 ? 0 : text.length, String(at % 10))),
    )
    const letters = text.toString()
    const vectorOf = (clock: number): Uint8Array => Y.encodeStateVector(new Map([[7, clock]]) as never)
    const from = (clock: number): Uint8Array => Y.encodeStateAsUpdate(document, vectorOf(clock))
    const clocks = [0, 1, 2, 3, 99, 100, 101, 1_000, 1_798, 1_799, 1_800, 1_801, 1_850, 2_999, 3_000, 3_001]
    const states: Record<string, () => UpdateState> = {
      'one by one': () => UpdateState.from(updates).state,
      'encoded on the way': () => {
        const { state } = UpdateState.from(updates.slice(0, 1_800))
        state.encode()
        for (const update of updates.slice(1_800)) take(state, update)
        return state
      },
      'much at once, behind a little': () => UpdateState.from([...updates.slice(0, 100), from(100)]).state,
      'much at once, joined to what was there': () => UpdateState.from([...updates.slice(0, 101), from(101)]).state,
      'a snapshot': () => UpdateState.from([Y.encodeStateAsUpdate(document)]).state,
    }

    test.for(Object.entries(states))('that was taken %s', ([, make]) => {
      const state = make()
      // From the end: to somebody who has nothing it is encoded as a whole, and then has no tail.
      for (const clock of clocks.toReversed()) {
        const reader = documentOf(...updates.slice(0, clock))
        const since = state.encodeSince(vectorOf(clock))
        expect(parseUpdate(since).structs).toMatchObject(clock < 3_000 ? [{ client: 7, clock, end: 3_000 }] : [])
        Y.applyUpdate(reader, since)
        expect(reader.getText('t').toString()).toBe(letters)
      }
    })
  })

  test('a state vector that cannot be read is refused', () => {
    expect(() => new UpdateState().encodeSince(Uint8Array.of(1))).toThrow(RealtimeError)
  })
})

describe('loading', () => {
  test('rows in any order are taken, and what lacks something is given back', () => {
    const rows = typed('abcdef')
    const [first, ...others] = rows.toReversed()
    const { state, undecided } = UpdateState.from([first ?? new Uint8Array(), ...others, frame(0, 1, 99, 1, 0, 1)])
    expect(textOf(state.encode())).toBe('abcdef')
    expect(undecided.map(({ bytes }) => bytes)).toEqual([frame(0, 1, 99, 1, 0, 1)])
  })

  test('a row that cannot be read is named', () => {
    expect(() => UpdateState.from([...typed('a'), Uint8Array.of(9)])).toThrow(
      expect.objectContaining({ code: 'UPDATE_MALFORMED', details: expect.objectContaining({ row: 1 }) }),
    )
  })
})
