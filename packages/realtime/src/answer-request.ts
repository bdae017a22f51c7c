import type { IncomingMessage, ServerResponse } from 'node:http'
import { isError } from './is-error.ts'
import type { Hocuspocus } from './hocuspocus.ts'

/** Answers a plain HTTP request: by `onRequest`, else with a line that says what this is. Never rejects. */
export async function answerRequest(
  instance: Hocuspocus,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await instance.hooks('onRequest', { instance, request, response })
  } catch (error) {
    if (!isError(error)) return
    instance.log.error({ url: request.url, error }, 'onRequest failed')
    if (!response.headersSent && !response.writableEnded) end(response, 500, 'Something went wrong.')
    return
  }
  if (!response.headersSent && !response.writableEnded) {
    end(response, 200, 'Crochet collaboration server. Connect with a WebSocket.')
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(`${text}\n`)
}
