import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { Broadcaster } from '../../src/document/broadcaster.ts'
import type { Delivery, Receiver } from '../../src/document/receiver.ts'
import { decodeClientMessage } from '../../src/protocol/decode.ts'
import type { Frame } from '../../src/protocol/frame.ts'
import { TaskList } from '../../src/task-list.ts'
import { parseUpdate, type ParsedUpdate } from '../../src/updates/parse-update.ts'

/** What it was sent: a list for each write, with the type of each message. */
class Listener implements Receiver {
  readonly messageAddress = 'doc'
  readonly writes: string[][] = []
  readonly urgencies: Delivery['urgency'][] = []

  deliver({ messages }: Frame, { urgency }: Delivery): void {
    this.urgencies.push(urgency)
    this.writes.push(messages.map((message) => decodeClientMessage(message).type))
  }

  send(): void {
    throw new Error('it takes frames')
  }
}

function room() {
  let endTurn = (): void => {}
  const [one, other] = [new Listener(), new Listener()]
  const broadcaster = new Broadcaster({
    flushDelay: 0,
    flushMaxBytes: 1_000_000,
    turnEnd: new TaskList((run) => (endTurn = run)),
    receivers: () => [one, other],
    presence: (clients) => [...clients].map((client) => ({ client, clock: 1, state: '{}' })),
  })
  return { one, other, broadcaster, endTurn: () => endTurn() }
}

function letter(): ParsedUpdate {
  const document = new Y.Doc()
  document.getText('text').insert(0, 'x')
  return parseUpdate(Y.encodeStateAsUpdate(document))
}

test('a letter and the cursor of who typed it are one write for the others, and none for the typist', () => {
  const { one, other, broadcaster, endTurn } = room()
  broadcaster.update(letter(), one)
  broadcaster.awareness([1], one)
  expect(other.writes).toEqual([])
  endTurn()
  expect([one.writes, other.writes]).toEqual([[], [['update', 'awareness']]])
  expect(other.urgencies).toEqual(['needed'])
})

test('a cursor alone goes to all: a client takes it for a sign of life', () => {
  const { one, other, broadcaster, endTurn } = room()
  broadcaster.awareness([1], one)
  endTurn()
  expect([one.writes, other.writes]).toEqual([[['awareness']], [['awareness']]])
  expect(one.urgencies).toEqual(['droppable'])
})

test('who typed hears of the cursors of others', () => {
  const { one, other, broadcaster, endTurn } = room()
  broadcaster.update(letter(), one)
  broadcaster.awareness([1], one)
  broadcaster.awareness([2], other)
  endTurn()
  expect([one.writes, other.writes]).toEqual([[['awareness']], [['update', 'awareness']]])
})

test('letters of several go to all', () => {
  const { one, other, broadcaster, endTurn } = room()
  broadcaster.update(letter(), one)
  broadcaster.update(letter(), other)
  endTurn()
  expect([one.writes, other.writes]).toEqual([[['update']], [['update']]])
})

test('what was sent early is not sent again at the end of the turn, and what comes after it is', () => {
  const { other, one, broadcaster, endTurn } = room()
  broadcaster.update(letter(), one)
  broadcaster.flush()
  endTurn()
  expect(other.writes).toHaveLength(1)
  broadcaster.update(letter(), one)
  endTurn()
  expect(other.writes).toHaveLength(2)
})

test('a task that fails at the end of a turn takes none of the others along', () => {
  const turns: (() => void)[] = []
  const tasks = new TaskList((run) => turns.push(run))
  const done: string[] = []
  tasks.add({ run: () => done.push('first') })
  tasks.add({
    run: () => {
      throw new Error('it failed')
    },
  })
  tasks.add({ run: () => done.push('last') })
  expect(() => turns.shift()?.()).toThrow('it failed')
  turns.shift()?.()
  expect(done).toEqual(['first', 'last'])
})
