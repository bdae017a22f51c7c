import { expect, test } from 'vitest'
import type { Revoked, User } from '@crochet/content'
import { SignedInConnections, type EndableConnection } from '../src/auth/signed-in-connections.ts'

/** Time and sessions in the test's hands. */
function bench(): {
  connections: SignedInConnections
  sessions: Map<string, number>
  closed: string[]
  advance: (milliseconds: number) => Promise<void>
  open: (session: string) => EndableConnection
  timers: () => number
  fail: (error: Error) => void
} {
  let now = 0
  let failure: Error | undefined
  const sessions = new Map<string, number>()
  const closed: string[] = []
  const timers = new Set<{ at: number; run: () => void }>()
  const listeners = new Set<(revoked: Revoked) => void>()
  const settled = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
  const connections = new SignedInConnections({
    auth: {
      signedInUntil: async (user: User) => {
        if (failure !== undefined) throw failure
        return sessions.get(String(user._sid))
      },
      onRevoked: (listener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    clock: {
      now: () => now,
      after(milliseconds, run) {
        const timer = { at: now + milliseconds, run }
        timers.add(timer)
        return () => void timers.delete(timer)
      },
    },
    now: () => now,
    log: { error: () => undefined },
  })
  return {
    connections,
    sessions,
    closed,
    timers: () => timers.size,
    fail: (error) => (failure = error),
    async advance(milliseconds) {
      now += milliseconds
      for (const timer of [...timers].filter(({ at }) => at <= now)) {
        timers.delete(timer)
        timer.run()
      }
      await settled()
    },
    open(session) {
      let ended: () => void = () => undefined
      const connection = {
        close({ reason }: { reason: string }) {
          closed.push(`${session}: ${reason}`)
          ended()
        },
        onClose(callback: () => void) {
          ended = callback
        },
      }
      connections.watch(connection, { id: 'ada', collection: 'users', _sid: session })
      return connection
    },
  }
}

test('a connection ends when its session runs out, and not before; one that was extended goes on', async () => {
  const { sessions, closed, advance, open, timers } = bench()
  sessions.set('short', 1000).set('long', 1000)
  open('short')
  open('long')
  await advance(999)
  expect(closed).toEqual([])
  sessions.delete('short')
  sessions.set('long', 5000)
  await advance(1)
  expect(closed).toEqual(['short: Signed out'])
  await advance(3999)
  expect(closed).toHaveLength(1)
  sessions.delete('long')
  await advance(1)
  expect(closed).toEqual(['short: Signed out', 'long: Signed out'])
  expect(timers()).toBe(0)
})

test('one with a key is looked at once a day', async () => {
  const { sessions, closed, advance, open } = bench()
  sessions.set('key', Infinity)
  open('key')
  await advance(0)
  sessions.delete('key')
  await advance(24 * 3_600_000 - 1)
  expect(closed).toEqual([])
  await advance(1)
  expect(closed).toEqual(['key: Signed out'])
})

test('one whose session cannot be looked up ends', async () => {
  const { closed, advance, open, fail } = bench()
  fail(new Error('no database'))
  open('any')
  await advance(0)
  expect(closed).toEqual(['any: Signed out'])
})

test('nothing is left of those that are over, nor of any after the end', async () => {
  const { connections, sessions, advance, open, timers } = bench()
  sessions.set('a', 1000).set('b', 1000)
  const connection = open('a')
  open('b')
  await advance(0)
  expect(timers()).toBe(2)
  connection.close({ code: 1000, reason: 'gone' })
  expect(timers()).toBe(1)
  connections[Symbol.dispose]()
  expect(timers()).toBe(0)
})
