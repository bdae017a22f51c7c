import type { HookModule, OperationRecord } from 'crochet'

/**
 * Serves `GET /api/hooks/feed`: a stream of server-sent events, one for each handler that ran, as the page's list shows them.
 * It names hook points, handlers and times, never what was in a document.
 */
export default ((app) => {
  const listeners = new Set<(text: string) => void>()

  return {
    defaults: { listeners: 100 },

    initialize() {
      const limit = Number(this.defaults['listeners'])
      app.hooks.trace((record) => {
        if (listeners.size === 0) return
        const text = eventsOf(record).map((event) => `data: ${JSON.stringify(event)}\n\n`)
        for (const send of listeners) send(text.join(''))
      })
      app.endpoints.push({
        method: 'get',
        path: '/hooks/feed',
        handler: () =>
          listeners.size < limit ? feed() : new Response('The feed has enough listeners.', { status: 503 }),
      })
    },
  }

  function feed(): Response {
    let send: (text: string) => void
    const stream = new ReadableStream<Uint8Array>({
      start(controller) {
        const encoder = new TextEncoder()
        send = (text) => {
          // A reader that does not keep up misses events instead of filling the server's memory.
          if ((controller.desiredSize ?? 0) > -64) controller.enqueue(encoder.encode(text))
        }
        listeners.add(send)
        send('event: hello\ndata: {}\n\n')
      },
      cancel: () => void listeners.delete(send),
    })
    return new Response(stream, { headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-store' } })
  }
}) satisfies HookModule

function eventsOf(record: OperationRecord): object[] {
  return record.dispatches.flatMap(({ hook, handlers }) =>
    handlers.map(({ handler, started, duration, outcome }) => ({
      hook,
      handler,
      operation: record.name,
      duration,
      outcome,
      at: performance.timeOrigin + record.started + started,
    })),
  )
}
