import type { Sockets } from './connection/sockets.ts'
import type { DocumentRegistry } from './document/document-registry.ts'
import type { MetricsSnapshot } from './metrics.ts'
import type { Services } from './services.ts'

/** What a server has counted since it started, and what it has now. */
export function takeStock(services: Services, sockets: Sockets, documents: DocumentRegistry): MetricsSnapshot {
  const { metrics, waitingRoom, instance } = services
  const live = documents.all()
  return metrics.snapshot({
    sockets: sockets.all.size,
    unauthenticatedSockets: sockets.unauthenticated,
    pausedSockets: [...sockets.all].filter(({ backlog }) => backlog.isPaused).length,
    connections: instance.getConnectionsCount(),
    documents: documents.size,
    failedStores: live.filter(({ store }) => store.failing).length,
    waitingBytes: waitingRoom.bytes,
    unsavedBytes: live.reduce((bytes, { log }) => bytes + log.unsavedBytes, 0),
  })
}
