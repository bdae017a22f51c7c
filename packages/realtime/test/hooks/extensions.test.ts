import { expect, test } from 'vitest'
import type { Extension, OnConnectPayload } from '../../src/index.ts'
import { Client } from '../support/provider.ts'
import { running } from '../support/running-server.ts'

test('methods of classes are found, inherited ones too, and called on their instance', async () => {
  const ran: string[] = []
  class Base {
    readonly prefix: string = 'base'
    onConnect(): void {
      ran.push(`${this.prefix} connect`)
    }
    onAuthenticate(): void {
      ran.push(`${this.prefix} authenticate`)
    }
  }
  class Derived extends Base {
    override readonly prefix = 'derived'
    readonly #secret = 'own'
    override onAuthenticate(): void {
      super.onAuthenticate()
      ran.push(this.#secret)
    }
  }
  await using server = await running({ extensions: [new Derived()] })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(ran).toEqual(['derived connect', 'derived authenticate', 'own'])
})

test('each handler is waited for before the next one; the configuration comes last, whatever the priorities', async () => {
  const ran: string[] = []
  const slow = (name: string, priority?: number): Extension => ({
    priority,
    async onConnect() {
      ran.push(`${name} begins`)
      await new Promise(setImmediate)
      ran.push(`${name} ends`)
    },
  })
  await using server = await running({
    extensions: [slow('negative', -5), slow('default'), slow('high', 500)],
    onConnect: () => void ran.push('configuration'),
  })
  using ada = new Client('doc', { url: server.url })
  await ada.whenSynced()
  expect(ran).toEqual([
    'high begins',
    'high ends',
    'default begins',
    'default ends',
    'negative begins',
    'negative ends',
    'configuration',
  ])
})

test('a handler that refuses keeps the later ones from running', async () => {
  const ran: string[] = []
  const extension = (name: string, refuses: boolean): Extension => ({
    onConnect() {
      ran.push(name)
      if (refuses) throw new Error('no')
    },
  })
  await using server = await running({
    extensions: [extension('first', false), extension('second', true), extension('third', false)],
    onConnect: () => void ran.push('configuration'),
  })
  using ada = new Client('doc', { url: server.url })
  expect(await ada.refused()).toBe('no')
  expect(ran).toEqual(['first', 'second'])
})

test('an observer that fails keeps nobody from running', async () => {
  const ran: string[] = []
  const { promise: told, resolve } = Promise.withResolvers<void>()
  await using server = await running({
    extensions: [
      {
        onChange() {
          ran.push('first')
          throw new Error('broken')
        },
      },
      { onChange: () => Promise.reject() },
    ],
    onChange() {
      ran.push('configuration')
      resolve()
    },
  })
  using ada = new Client('doc', { url: server.url })
  ada.text.insert(0, 'x')
  await told
  await ada.whenSaved()
  expect(ran).toEqual(['first', 'configuration'])
})

test('handlers are named after their extension: its extensionName, its class, or its place in the list', async () => {
  class Audit {
    onConnect(_payload: OnConnectPayload): void {}
  }
  await using server = await running({
    extensions: [{ extensionName: 'named', onConnect: () => {} }, new Audit(), { onConnect: () => {} }],
    onConnect: () => {},
  })
  const names = server.hocuspocus.engine.explain('onConnect').map(({ id }) => id)
  expect(names).toEqual(['named', 'Audit', 'extensions[2]', 'onConnect'])
})
