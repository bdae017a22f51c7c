import { AsyncLocalStorage } from 'node:async_hooks'
import { createHooks } from '@crochet/hooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ServerConfiguration } from '../src/index.ts'
import { hookNames } from '../src/hooks/hook-points.ts'
import { ManualClock } from './support/manual-clock.ts'
import { Client } from './support/provider.ts'
import { running } from './support/running-server.ts'

const unhandled: unknown[] = []
const note = (reason: unknown): void => void unhandled.push(reason)
beforeAll(() => void process.on('unhandledRejection', note).on('uncaughtException', note))
afterAll(() => void process.off('unhandledRejection', note).off('uncaughtException', note))

const hostile = Object.defineProperty({}, 'reason', {
  get() {
    throw new Error('gotcha')
  },
})
const faults: [string, () => unknown][] = [
  [
    'throws an Error',
    () => {
      throw new Error('broken')
    },
  ],
  [
    'throws undefined',
    () => {
      throw undefined
    },
  ],
  [
    'throws a string',
    () => {
      throw 'text'
    },
  ],
  [
    'throws an object whose getters throw',
    () => {
      throw hostile
    },
  ],
  ['rejects', () => Promise.reject(new Error('broken later'))],
  ['rejects with nothing', () => Promise.reject()],
  ['never settles', () => new Promise(() => {})],
  ['returns a number', () => 42],
  ['returns prototype keys', () => JSON.parse('{"__proto__":{"polluted":true},"constructor":1}')],
  ['returns bytes that are no update', () => Uint8Array.of(255, 255, 255)],
]
const cases = hookNames.flatMap((hook) => faults.map(([title, fault]) => ({ hook, title, fault })))

test.for(cases)('$hook that $title harms neither the process nor another document', async ({ hook, fault }) => {
  const clock = new ManualClock()
  const hooks = createHooks({ scope: new AsyncLocalStorage(), report: () => {} })
  const { promise: fired, resolve } = Promise.withResolvers<void>()
  const configuration: ServerConfiguration = {
    [hook]: (payload: { documentName: string }) => {
      if (payload.documentName !== 'bad') return undefined
      resolve()
      return fault()
    },
  }
  const server = await running({ clock, engine: hooks, ...configuration })
  {
    using good = new Client('good', { url: server.url })
    await good.whenSynced()
    {
      using bad = new Client('bad', { url: server.url })
      bad.text.insert(0, 'x')
      if (!['onConnect', 'onAuthenticate', 'onLoadDocument'].includes(hook)) await bad.whenSaved()
      clock.advance(2_000)
      if (hook !== 'onDisconnect') await fired
    }
    await fired
    good.text.insert(0, 'unharmed')
    await good.whenSaved()
    using other = new Client('good', { url: server.url })
    await other.reads('unharmed')
  }
  const destroyed = server.destroy()
  clock.advance(10_000)
  await destroyed
  await new Promise(setImmediate)
  expect(unhandled).toEqual([])
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})
