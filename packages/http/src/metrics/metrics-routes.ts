import type { FastifyInstance, FastifyRequest } from 'fastify'
import { hash, timingSafeEqual } from 'node:crypto'
import type { ErrorAnswers } from '../error-answer.ts'
import { HttpError } from '../errors.ts'
import type { Metric, MetricsOption } from './metric.ts'

const shortest = 16
/** Seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

interface Watched {
  readonly answers: ErrorAnswers
  readonly inFlight: { readonly size: number }
}

/**
 * Serves `/metrics` in the text format of Prometheus, to whoever has the token. prom-client is loaded here; without this, nothing is
 * measured.
 *
 * @throws HttpError `HTTP_METRICS_SHAPE`
 */
export async function metricsRoutes(
  app: FastifyInstance,
  { token, sources = [] }: MetricsOption,
  { answers, inFlight }: Watched,
): Promise<void> {
  if (typeof token !== 'string' || token.length < shortest) {
    throw new HttpError('HTTP_METRICS_SHAPE', `\`metrics.token\` must be a text of at least ${shortest} characters.`)
  }
  const { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client')
  const own = new Registry()
  collectDefaultMetrics({ register: own })
  const durations = new Histogram({
    name: 'crochet_http_request_duration_seconds',
    help: 'From the request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets,
    registers: [own],
  })
  const errors = new Counter({
    name: 'crochet_http_errors_total',
    help: 'Answers by the code of their error; each limit has a code of its own.',
    labelNames: ['code'],
    registers: [own],
  })
  new Gauge({
    name: 'crochet_http_requests_in_flight',
    help: 'Requests that are being answered.',
    registers: [own],
    collect() {
      this.set(inFlight.size)
    },
  })

  answers.onAnswered = (codes) => {
    for (const code of codes) errors.inc({ code })
  }
  app.addHook('onResponse', (request, reply, done) => {
    const { method, routeOptions } = request
    const labels = { method, route: routeOptions.url ?? 'none', status: String(reply.statusCode) }
    durations.observe(labels, reply.elapsedTime / 1000)
    done()
  })

  const expected = hash('sha256', `Bearer ${token}`, 'buffer')
  app.get('/metrics', async (request, reply) => {
    if (!isAllowed(request, expected)) {
      reply.header('www-authenticate', 'Bearer')
      throw new HttpError('HTTP_METRICS_TOKEN', 'The metrics are for those who have their token.')
    }
    const others = sources.flatMap((source) => source())
    const text = `${await own.metrics()}\n${others.map(write).join('')}`
    return reply.type(own.contentType).send(text)
  })

  function write({ name, help, kind, values }: Metric): string {
    const lines = values.map(({ labels = {}, value }) => {
      const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`)
      return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
    })
    return `# HELP ${name} ${help}\n# TYPE ${name} ${kind}\n${lines.join('')}`
  }
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')

function isAllowed({ headers }: FastifyRequest, expected: Buffer): boolean {
  return timingSafeEqual(hash('sha256', headers.authorization ?? '', 'buffer'), expected)
}
