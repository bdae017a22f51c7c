import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Handshake } from './connection/handshake.ts'
import { isError } from './is-error.ts'
import { failuresOf, reportFailure } from './failure.ts'
import type { Hocuspocus } from './hocuspocus.ts'
import { STATUS_CODES } from './node-http.ts'

interface Upgrade {
  readonly request: IncomingMessage
  readonly socket: Duplex
  readonly head: Buffer
}

/** Asks `onUpgrade` whether a request may become a WebSocket of this server. Never rejects. */
export async function askUpgrade(instance: Hocuspocus, { request, socket, head }: Upgrade): Promise<boolean> {
  const ignore = (): void => {}
  socket.on('error', ignore)
  try {
    await instance.hooks('onUpgrade', { instance, request, socket, head })
    socket.off('error', ignore)
    return !socket.destroyed
  } catch (error) {
    if (!isError(error)) return false
    instance.log.error({ url: request.url, error }, 'onUpgrade failed')
    reportFailure(failuresOf(instance), error, { headers: new Handshake(request).headers })
    if ((socket as { bytesWritten?: number }).bytesWritten === 0) turnAway(socket, 403)
    return false
  }
}

/** Ends a socket that asked for an upgrade with an HTTP status, and a line that says why. */
export function turnAway(socket: Duplex, status: 403 | 429 | 503, reason = ''): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ]
  socket.on('error', () => socket.destroy())
  // Its other side may never end.
  socket.once('finish', () => socket.destroy())
  socket.end(`${head.join('\r\n')}\r\n\r\n${reason}`)
}
