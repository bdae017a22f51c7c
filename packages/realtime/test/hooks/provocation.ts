import type { HookName } from '../../src/hooks/hook-points.ts'
import type { BadClient } from './bad-client.ts'
import type { Scene } from './scene.ts'

type Provoke = (scene: Scene, client: BadClient) => unknown

const store: Provoke = async (scene, client) => {
  await client.answered()
  scene.clock.advance(2_000)
}

const leave: Provoke = async (_scene, client) => {
  await client.answered()
  client[Symbol.dispose]()
}

const broadcast: Provoke = async ({ server }, client) => {
  await client.answered()
  server.documents.get('bad')?.broadcastStateless('to all')
}

/** What a client has to do, besides saying everything, for a hook to fire. */
const provocations: { readonly [Name in HookName]?: Provoke } = {
  onStoreDocument: store,
  afterStoreDocument: store,
  onDisconnect: leave,
  beforeUnloadDocument: leave,
  afterUnloadDocument: leave,
  beforeBroadcastStateless: broadcast,
}

/** Brings about that the misbehaving handler is called. Resolves when it has been, unless it is called only at the end. */
export async function provoke(scene: Scene): Promise<void> {
  const { hook, server, reports } = scene
  if (hook === 'onConfigure') server.configure({})
  if (hook === 'onListen') {
    void scene
      .otherServer()
      .listen()
      .catch((error: Error) => reports.add(error))
  }
  if (hook === 'onRequest') void fetch(`${scene.url.replace('ws', 'http')}/bad`).catch(() => {})
  const client = await scene.enter()
  client?.sayEverything()
  if (client !== undefined) await provocations[hook]?.(scene, client)
  if (hook !== 'onDestroy') await scene.fired
}
