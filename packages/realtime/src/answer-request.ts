import type { IncomingMessage, ServerResponse } from 'node:http'
import { Handshake } from './connection/handshake.ts'
import { isError } from './is-error.ts'
import { failuresOf, reportFailure } from './failure.ts'
import type { Hocuspocus } from './hocuspocus.ts'

/** What a server of this protocol has always answered; checks of whether it is up look for it. (API of Hocuspocus) */
const greeting = 'Welcome to Hocuspocus!'

/** Answers a plain HTTP request: by `onRequest`, else with a greeting. Never rejects. */
export async function answerRequest(
  instance: Hocuspocus,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (await interceptRequest(instance, request, response)) return
  end(response, 200, greeting)
}

/**
 * Asks `onRequest` about a plain HTTP request. Never rejects.
 *
 * @returns whether it is answered, or will be, by a hook
 */
export async function interceptRequest(
  instance: Hocuspocus,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const begun = (): boolean => response.headersSent || response.writableEnded
  try {
    await instance.hooks('onRequest', { instance, request, response })
    return begun()
  } catch (error) {
    if (!isError(error)) return true
    instance.log.error({ url: request.url, error }, 'onRequest failed')
    reportFailure(failuresOf(instance), error, { headers: new Handshake(request).headers })
    if (!begun()) end(response, 500, 'Something went wrong.')
    return true
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}
