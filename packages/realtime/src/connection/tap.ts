import type { Metrics } from '../metrics.ts'
import type { Tap } from './backlog.ts'
import type { WebSocketLike } from './web-socket-like.ts'

/** What stops and goes on reading a WebSocket, if it can be stopped. */
export function tapOf(webSocket: WebSocketLike, { counters }: Metrics): Tap {
  const { pause, resume } = webSocket as { pause?: () => void; resume?: () => void }
  return {
    pause: () => {
      counters.pauses++
      pause?.call(webSocket)
    },
    resume: () => resume?.call(webSocket),
  }
}
