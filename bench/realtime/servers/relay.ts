/** What both relays have in common: the first frame on a socket names the document, is sent back, and goes to nobody else. */
import { WebSocketServer, type WebSocket } from 'ws'
import { attend } from './attend.ts'

export class RelayRoom<Peer> {
  readonly peers: Set<Peer> = new Set()
}

/**
 * @param enter makes a peer of a socket
 * @param forward is given what a peer sends to the others of its room
 */
export function relay<Peer, Room extends RelayRoom<Peer>>(
  createRoom: () => Room,
  enter: (socket: WebSocket) => Peer,
  forward: (room: Room, from: Peer, frame: Buffer) => void,
): void {
  const rooms = new Map<string, Room>()
  const server = new WebSocketServer({ port: 0, perMessageDeflate: false, clientTracking: false })
  server.on('connection', (socket) => {
    const peer = enter(socket)
    let room: Room | undefined
    socket.on('message', (data) => {
      const frame = data as Buffer
      if (room !== undefined) return forward(room, peer, frame)
      const name = nameOf(frame)
      room = rooms.get(name) ?? createRoom()
      rooms.set(name, room)
      room.peers.add(peer)
      socket.send(frame)
      return undefined
    })
    socket.on('close', () => room?.peers.delete(peer))
    socket.on('error', () => {})
  })
  server.on('listening', () => {
    const address = server.address()
    attend(typeof address === 'object' ? (address?.port ?? 0) : 0, () => server.close())
  })
}

/** The names of the benchmark are shorter than 128 bytes. */
const nameOf = (frame: Buffer): string => frame.toString('utf8', 1, 1 + (frame[0] as number))
