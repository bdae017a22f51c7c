import * as encoding from 'lib0/encoding'
import type { Connection, Document, Hocuspocus } from '../../src/index.ts'
import type { HookName } from '../../src/hooks/hook-points.ts'
import { frame } from '../support/raw-client.ts'
import type { Scene } from './scene.ts'

/** What a handler may have in its payload. */
interface Given {
  readonly instance: Hocuspocus
  readonly document: Document
  readonly connection: Connection
  readonly update: Uint8Array
}

type Again = (scene: Scene, given: Given) => unknown

/** Handlers that call over the network what calls them would go on for ever: three times are enough. */
const rounds = new WeakMap<Scene, number>()
const overNetwork =
  (again: Again): Again =>
  (scene, given) => {
    const round = (rounds.get(scene) ?? 0) + 1
    rounds.set(scene, round)
    return round > 3 ? undefined : again(scene, given)
  }

const connectAgain = overNetwork(async (scene) => {
  const client = await scene.enter()
  client?.sayEverything()
})

const visit: Again = async (_scene, { instance }) => {
  const visitor = await instance.openDirectConnection('bad')
  await visitor.disconnect()
}

const sendAgain: Again = (_scene, { connection, update }) =>
  connection.handleMessage(update ?? frame('bad', 0, 0, Uint8Array.of(0)))

let clock = 1_000

const bePresent: Again = (_scene, { connection }) => {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, 1)
  encoding.writeVarUint(encoder, 4_711)
  encoding.writeVarUint(encoder, ++clock)
  encoding.writeVarString(encoder, '{}')
  connection.handleMessage(frame('bad', 1, encoding.toUint8Array(encoder)))
}

const write: Again = (_scene, { document }) => document.getText('log').insert(0, '.')

const again: Readonly<Record<HookName, Again>> = {
  onConfigure: (_scene, { instance }) => instance.configure({}),
  onListen: (_scene, { instance }) => instance.server?.listen(),
  onRequest: overNetwork((scene) => fetch(`${scene.url.replace('ws', 'http')}/bad`)),
  onUpgrade: connectAgain,
  onConnect: connectAgain,
  onAuthenticate: connectAgain,
  connected: connectAgain,
  onTokenSync: (_scene, { connection }) => connection.handleMessage(frame('bad', 2, 0, 'secret')),
  onCreateDocument: visit,
  onLoadDocument: visit,
  afterLoadDocument: visit,
  beforeHandleMessage: sendAgain,
  afterHandleMessage: sendAgain,
  beforeSync: sendAgain,
  beforeHandleAwareness: bePresent,
  onAwarenessUpdate: (_scene, { document }) => document.awareness.setLocalState({ clock: ++clock }),
  onChange: write,
  onStoreDocument: async (scene, given) => {
    write(scene, given)
    await visit(scene, given)
  },
  afterStoreDocument: async (scene, given) => {
    write(scene, given)
    await visit(scene, given)
  },
  onStateless: (_scene, { connection }) => connection.handleMessage(frame('bad', 5, 'again')),
  beforeBroadcastStateless: (_scene, { document }) => document.broadcastStateless('again'),
  onDisconnect: visit,
  beforeUnloadDocument: visit,
  afterUnloadDocument: visit,
  onDestroy: (_scene, { instance }) => instance.server?.destroy(),
}

/** @returns what does the same again that has called the handler */
export const doAgain =
  (scene: Scene, payload: object): (() => unknown) =>
  () =>
    again[scene.hook](scene, payload as Given)
