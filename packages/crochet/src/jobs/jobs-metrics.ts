import type { Metric } from '@crochet/http'
import type { Jobs } from '@crochet/jobs'

/** What `/metrics` tells of the jobs of this process. */
export function jobsMetrics(jobs: Pick<Jobs, 'counters' | 'running'>): Metric[] {
  const { queued, done, retried, dead, cancelled, lost, took } = jobs.counters
  const outcomes = Object.entries({ done, retried, dead, cancelled, lost })
  return [
    {
      name: 'crochet_jobs_queued_total',
      help: 'Jobs that were queued, with those that went into one that waited.',
      kind: 'counter',
      values: [{ value: queued }],
    },
    {
      name: 'crochet_jobs_attempts_total',
      help: 'Attempts by how they ended: retried ones are followed by another, dead ones were the last.',
      kind: 'counter',
      values: outcomes.map(([outcome, value]) => ({ labels: { outcome }, value })),
    },
    {
      name: 'crochet_jobs_attempt_seconds_total',
      help: 'How long attempts took, all together.',
      kind: 'counter',
      values: [{ value: took / 1000 }],
    },
    {
      name: 'crochet_jobs_running',
      help: 'Jobs that run now.',
      kind: 'gauge',
      values: [{ value: jobs.running }],
    },
  ]
}
