import type { OutgoingHttpHeader, ServerResponse } from 'node:http'
import { HttpError } from '../errors.ts'
import { joinVary } from '../vary.ts'

type OutgoingHeaders = Readonly<Record<string, OutgoingHttpHeader | undefined>>

/** Writes web `Response`s to sockets, and ends those that would never end by themselves when the server closes. */
export class ResponseWriter {
  readonly #eventStreams = new Set<() => void>()
  #closing = false

  /**
   * Ends streams of server-sent events, now and from now on: their `cancel` runs, and the client sees a complete answer. Other
   * bodies have an end that matters, so they are written to it.
   */
  endEventStreams(): void {
    this.#closing = true
    for (const end of this.#eventStreams) end()
  }

  /**
   * Sends `response`. Headers go out at once, each chunk as soon as the stream gives it; a client that does not keep up is
   * waited for, one that goes away cancels the stream.
   *
   * @param given headers that every answer has; those of `response` go before them
   * @throws HttpError `HTTP_ANSWER_STREAM` when the stream fails under way; the connection is broken then, as the client must see
   * that the answer is not whole
   */
  async write(response: Response, raw: ServerResponse, given: OutgoingHeaders): Promise<void> {
    raw.writeHead(response.status, headersOf(response, given))
    if (response.body === null) {
      raw.end()
      return
    }
    raw.flushHeaders()
    const reader: ReadableStreamDefaultReader<unknown> = response.body.getReader()
    const cancel = (): void => void reader.cancel().catch(() => undefined)
    const neverEnds = response.headers.get('content-type')?.startsWith('text/event-stream') === true
    if (neverEnds) this.#eventStreams.add(cancel)
    if (neverEnds && this.#closing) cancel()
    raw.once('close', cancel)
    try {
      await pump(reader, raw)
      raw.end()
    } catch (cause) {
      cancel()
      raw.destroy()
      throw new HttpError('HTTP_ANSWER_STREAM', 'The stream of an answer failed.', { cause })
    } finally {
      this.#eventStreams.delete(cancel)
      raw.off('close', cancel)
    }
  }
}

async function pump(reader: ReadableStreamDefaultReader<unknown>, raw: ServerResponse): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done || raw.destroyed) return
    if (!(value instanceof Uint8Array))
      throw new HttpError('HTTP_ANSWER_STREAM', `A chunk is a ${typeof value}, not bytes.`)
    if (!raw.write(value)) await drainedOrClosed(raw)
  }
}

function drainedOrClosed(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('drain', done)
      raw.off('close', done)
      resolve()
    }
    raw.on('drain', done)
    raw.on('close', done)
  })
}

/** Those of the endpoint's own, over those that every answer has. */
function headersOf(response: Response, given: OutgoingHeaders): Record<string, OutgoingHttpHeader> {
  const headers: Record<string, OutgoingHttpHeader> = {}
  for (const [name, value] of Object.entries(given)) if (value !== undefined) headers[name] = value
  response.headers.forEach((value, name) => {
    headers[name] = name === 'vary' && given['vary'] !== undefined ? joinVary(String(given['vary']), value) : value
  })
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  return headers
}
