import { HocuspocusProvider, HocuspocusProviderWebsocket, WebSocketStatus } from '@hocuspocus/provider'
import type { Doc } from 'yjs'

/** How the page and the server stand to each other. */
export type Connection =
  | { kind: 'connecting' }
  | { kind: 'online'; mayWrite: boolean }
  | { kind: 'offline' }
  | { kind: 'refused'; reason: string }
  | { kind: 'closed'; reason: string }

/** What the server has of the text on this page: `'absent'` and `'loading'` are said while nothing was written here. */
export type Saved = 'absent' | 'loading' | 'saving' | 'unsaved' | 'saved'

export interface LiveDocument {
  provider: HocuspocusProvider
  connection: () => Connection
  saved: () => Saved
  /** Connects; also anew, after the server refused or closed the document. */
  connect: () => void
}

interface Options {
  url: string
  name: string
  token: string
  document: Doc
  /** Called after every change of the connection or of what is saved. */
  onChange: () => void
}

/** Between two attempts to reconnect, in milliseconds. */
const longestPause = 4000

/** Prepares the document. Once connected, it stays so: the provider reconnects by itself when the socket is lost. */
export function openLiveDocument({ url, name, token, document, onChange }: Options): LiveDocument {
  const socket = new HocuspocusProviderWebsocket({ url, maxDelay: longestPause, autoConnect: false })
  const provider = new HocuspocusProvider({ websocketProvider: socket, name, token, document })
  let connection: Connection = { kind: 'connecting' }
  let everSynced = false
  let edited = false

  const become = (next: Connection): void => {
    connection = next
    onChange()
  }
  provider.on('synced', () => {
    everSynced = true
    become({ kind: 'online', mayWrite: provider.authorizedScope !== 'readonly' })
  })
  provider.on('authenticationFailed', ({ reason }: { reason: string }) => {
    become({ kind: 'refused', reason })
    socket.disconnect()
  })
  provider.on('close', ({ event }: { event: { reason: string } }) => {
    // With the socket still up, the server has closed this document only, and the provider does not ask for it again.
    if (socket.status === WebSocketStatus.Connected) become({ kind: 'closed', reason: event.reason })
    else if (connection.kind !== 'refused') become({ kind: 'offline' })
  })
  provider.on('unsyncedChanges', () => {
    if (acknowledged()) edited = false
    onChange()
  })
  document.on('update', (_update: Uint8Array, origin: unknown) => {
    if (origin !== provider) edited = true
  })
  provider.attach()

  // Before the first sync the provider counts 0 changes because it has not asked yet.
  const acknowledged = (): boolean => everSynced && !provider.hasUnsyncedChanges

  return {
    provider,
    connection: () => connection,
    saved: () => {
      const talking = connection.kind === 'online' || connection.kind === 'connecting'
      if (acknowledged()) return 'saved'
      if (edited) return talking ? 'saving' : 'unsaved'
      return talking ? 'loading' : 'absent'
    },
    connect: () => {
      const reconnect = (): void => {
        socket.off('disconnect', reconnect)
        void socket.connect()
      }
      become({ kind: 'connecting' })
      if (socket.status === WebSocketStatus.Disconnected) return reconnect()
      socket.on('disconnect', reconnect)
      socket.disconnect()
    },
  }
}
