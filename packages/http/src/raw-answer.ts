import type { Duplex } from 'node:stream'
import type { ErrorAnswer } from './error-answer.ts'
import { answerHeaders } from './security-headers.ts'
import { statusCodes } from './status-codes.ts'

/** Answers on a socket that no `ServerResponse` belongs to (an upgrade, a malformed request), and closes it. */
export function writeRawAnswer(socket: Duplex, { status, json }: ErrorAnswer): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const headers = {
    ...answerHeaders,
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(json),
    connection: 'close',
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.end(`HTTP/1.1 ${status} ${statusCodes[status] ?? ''}\r\n${lines.join('')}\r\n${json}`)
}
