import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { WebSocket } from 'ws'
import { Doc, type Text } from 'yjs'

/** The shared text of the newsroom's page, opened through the published provider. */
export interface LiveText extends Disposable {
  provider: HocuspocusProvider
  text: Text
  /** Waits until the server has sent the text. */
  loaded: () => Promise<void>
  /** Waits until the server has acknowledged every change made here. */
  saved: () => Promise<void>
  /** Waits until the text fulfils a condition. */
  until: (condition: (text: string) => boolean) => Promise<void>
  /** Waits until the server refuses the document, and gives the reason. */
  refused: () => Promise<string>
  /** Waits until the connection is lost. */
  lost: () => Promise<void>
}

interface Options {
  wsUrl: string
  name?: string
  token?: string
}

/** Opens the text. Disposing of it drops the connection at once, with whatever has not been acknowledged. */
export function openLiveText({ wsUrl, name = 'newsroom/front-page', token = 'newsroom-editor' }: Options): LiveText {
  const socket = new HocuspocusProviderWebsocket({ url: wsUrl, WebSocketPolyfill: WebSocket })
  const document = new Doc()
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, token, document })
  const text = document.getText('content')
  const refusal = once<{ reason: string }>('authenticationFailed')
  provider.attach()

  function once<T>(event: string): Promise<T> {
    return new Promise((resolve) => provider.on(event, resolve))
  }

  /** Looks at the condition now and at every event, and resolves when it holds. */
  function when(condition: () => boolean, watch: (look: () => void) => () => void): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return
        stop()
        resolve()
      }
      const stop = watch(look)
      look()
    })
  }
  const onEvent = (event: string) => (look: () => void) => {
    provider.on(event, look)
    return () => void provider.off(event, look)
  }

  return {
    provider,
    text,
    loaded: () => when(() => provider.isSynced, onEvent('synced')),
    saved: () => when(() => provider.isSynced && !provider.hasUnsyncedChanges, onEvent('unsyncedChanges')),
    until: (condition) =>
      when(
        () => condition(text.toString()),
        (look) => {
          document.on('update', look)
          return () => document.off('update', look)
        },
      ),
    refused: async () => (await refusal).reason,
    lost: () => once('disconnect'),
    [Symbol.dispose]: () => {
      provider.destroy()
      socket.destroy()
    },
  }
}
