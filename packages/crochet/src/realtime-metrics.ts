import type { Metric } from '@crochet/http'
import type { MetricsSnapshot } from '@crochet/realtime'

type Told = Omit<MetricsSnapshot, 'refused'>

/** Every number of the snapshot, so that none is forgotten: what it is called in `/metrics`, and what it says. */
const about: { readonly [Name in keyof Told]: readonly [kind: Metric['kind'], name: string, help: string] } = {
  messages: ['counter', 'messages_total', 'Frames that have arrived.'],
  updates: ['counter', 'updates_total', 'Updates of clients that were let in.'],
  acknowledged: ['counter', 'acknowledged_total', 'Updates of which a client was told that they are on disk.'],
  declined: ['counter', 'declined_total', 'Updates of which a client was told that they were not taken.'],
  joinedAwareness: [
    'counter',
    'joined_awareness_total',
    'Presence that came too fast and was joined with later presence.',
  ],
  droppedAwareness: ['counter', 'dropped_awareness_total', 'Presence that a slow client was not sent.'],
  postponedSyncs: ['counter', 'postponed_syncs_total', 'Requests for a whole document that waited for the one before.'],
  pauses: ['counter', 'pauses_total', 'How often the reading of a socket was stopped.'],
  resets: ['counter', 'resets_total', 'Sockets that the server has ended.'],
  sockets: ['gauge', 'sockets', 'Open sockets.'],
  unauthenticatedSockets: ['gauge', 'unauthenticated_sockets', 'Sockets on which nothing is authenticated.'],
  pausedSockets: ['gauge', 'paused_sockets', 'Sockets that are not read now.'],
  connections: ['gauge', 'connections', 'Sockets that have a document open, and direct connections.'],
  documents: ['gauge', 'documents', 'Documents in memory.'],
  failedStores: ['gauge', 'failed_stores', 'Documents whose last store has failed and is tried again.'],
  waitingBytes: ['gauge', 'waiting_bytes', 'Bytes that wait for authentication.'],
  unsavedBytes: ['gauge', 'unsaved_bytes', 'Bytes that are not in the journal yet.'],
}

/** What the collaboration server has counted, and what there is now; refusals by the code of their limit. */
export function realtimeMetrics({ refused, ...numbers }: MetricsSnapshot): Metric[] {
  const told = Object.entries(about).map(([key, [kind, name, help]]): Metric => ({
    name: `crochet_realtime_${name}`,
    help,
    kind,
    values: [{ value: numbers[key as keyof Told] }],
  }))
  const codes = Object.entries(refused).map(([code, value]) => ({ labels: { code }, value }))
  const help = 'Refused frames, sockets and connections by the code of the error.'
  return [...told, { name: 'crochet_realtime_refused_total', help, kind: 'counter', values: codes }]
}
