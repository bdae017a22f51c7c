/** The limit of a server that treats every update for itself: each frame is sent on with the `send` of `ws`. */
import type { WebSocket } from 'ws'
import { RelayRoom, relay } from './relay.ts'

relay(
  () => new RelayRoom<WebSocket>(),
  (socket) => socket,
  (room, from, frame) => {
    for (const peer of room.peers) if (peer !== from) peer.send(frame, { binary: true })
  },
)
