import type { Socket } from 'node:net'
import type { ErrorAnswers } from './error-answer.ts'
import { HttpError } from './errors.ts'
import type { HttpLog } from './http-log.ts'
import { toRestRequest } from './rest-request.ts'
import { writeRawAnswer } from './raw-answer.ts'

/**
 * Answers bytes that are no request (`clientError` of `node:http`): there are neither headers nor a URL then.
 *
 * @param isAnswering whether an answer is being written to the socket already; a second one must not be mixed into it
 */
export async function answerClientError(
  error: NodeJS.ErrnoException,
  socket: Socket,
  { answers, log, isAnswering }: { answers: ErrorAnswers; log: HttpLog; isAnswering: (socket: Socket) => boolean },
): Promise<void> {
  socket.on('error', () => socket.destroy())
  if (error.code === 'ECONNRESET' || !socket.writable || isAnswering(socket)) {
    socket.destroy()
    return
  }
  const req = toRestRequest({ method: '', url: '', ip: socket.remoteAddress ?? '', headers: {} }, log)
  writeRawAnswer(socket, await answers.answer(toHttpError(error), { req }))
  socket.resume()
}

function toHttpError(cause: NodeJS.ErrnoException): HttpError {
  switch (cause.code) {
    case 'HPE_HEADER_OVERFLOW':
      return new HttpError('HTTP_HEADERS_TOO_LARGE', 'The headers are too large.', { cause })
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new HttpError('HTTP_REQUEST_TIMEOUT', 'The request did not arrive in time.', { cause })
    default:
      return new HttpError('HTTP_REQUEST_INVALID', 'What was sent is not an HTTP request.', { cause })
  }
}
