import type { Metric, MetricSource } from '@crochet/http'
import { authMetrics } from './auth/auth-metrics.ts'
import { jobsMetrics } from './jobs/jobs-metrics.ts'
import { OperationCounts } from './operation-counts.ts'
import { booted, type Parts } from './parts.ts'
import { realtimeMetrics } from './realtime-metrics.ts'

/**
 * What `/metrics` tells of the parts behind the HTTP server: operations of the content engine, and what the collaboration server
 * counts.
 *
 * @param closing ends the counting
 */
export function metricSources(parts: Parts, closing: AsyncDisposableStack): MetricSource[] {
  const counts = new OperationCounts()
  closing.defer(parts.hooks.trace((record) => counts.add(record)))
  const realtime = booted(parts, 'realtime')
  const { auth } = booted(parts, 'content')
  const ofAuth = auth.collections.length > 0 ? [(): Metric[] => authMetrics(auth.counters)] : []
  const jobs = booted(parts, 'jobs')
  return [
    ...ofAuth,
    (): Metric[] => jobsMetrics(jobs),
    (): Metric[] => counts.metrics(),
    (): Metric[] => realtimeMetrics(realtime.hocuspocus.metrics()),
  ]
}
