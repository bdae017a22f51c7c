import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'

/** Opens a document through the published provider. @returns whether it was let in, or the reason why not */
export async function openAnonymously(at: { url: string; name: string; token: string }): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>()
  const websocketProvider = new HocuspocusProviderWebsocket({ url: at.url, WebSocketPolyfill: WebSocket })
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: at.name,
    token: at.token,
    onSynced: () => resolve('let in'),
    onAuthenticationFailed: ({ reason }) => resolve(`refused: ${reason}`),
    onClose: ({ event }) => resolve(`closed: ${event.code} ${event.reason}`),
  })
  provider.attach()
  const outcome = await promise
  provider.destroy()
  websocketProvider.destroy()
  return outcome
}
