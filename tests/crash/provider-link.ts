import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import type * as Y from 'yjs'
import type { Link } from './live-client.ts'
import type { Network, ObservedSocket } from './observed-socket.ts'

/** Connects documents with the published provider, all of them over one socket. */
export function providerLink(network: Network, documents: ReadonlyMap<string, Y.Doc>): Link {
  const url = 'ws://the-server-that-runs-now'
  const delays = { delay: 10, minDelay: 10, maxDelay: 30 }
  const socket = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: network.webSocket(), ...delays })
  const current = (): ObservedSocket | null => socket.webSocket as ObservedSocket | null
  const providers = [...documents].map(([name, document]) => {
    const provider = new HocuspocusProvider({ name, document, websocketProvider: socket })
    provider.attach()
    return provider
  })
  return {
    get synced() {
      return (
        socket.status === 'connected' && providers.every(({ isSynced, isAuthenticated }) => isSynced && isAuthenticated)
      )
    },
    get waiting() {
      return current()?.record.waiting ?? 0
    },
    get trace() {
      return current()?.record.trace ?? []
    },
    drop: () => current()?.terminate(),
    leave: () => {
      for (const provider of providers) provider.destroy()
      socket.destroy()
    },
  }
}
