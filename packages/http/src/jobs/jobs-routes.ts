import { Forbidden, type Content } from '@crochet/content'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { HttpError } from '../errors.ts'
import type { HttpLimits } from '../limits.ts'
import { bodyTypeProblem } from '../request-body.ts'
import { sendJson } from '../rest/json-answer.ts'
import { parseQueryString } from '../rest/query-string.ts'
import { json, takeJson } from '../rest/take-json.ts'
import type { JobFilter, JobsDoor, JobState } from './jobs-door.ts'

const url = '/api/jobs'
const states: readonly string[] = ['pending', 'running', 'done', 'dead', 'cancelled'] satisfies JobState[]
const names = ['state', 'task', 'queue', 'key', 'limit', 'before'] as const

interface Services {
  readonly content: Content
  readonly limits: HttpLimits
}

/** The queue of jobs, for whoever `access` lets in. A collection of the name `jobs` has its own routes there instead. */
export function jobsRoutes(app: FastifyInstance, { queue, access }: JobsDoor, { content, limits }: Services): void {
  if (content.collections.some(({ slug }) => slug === 'jobs')) return
  app.register(async (scope) => {
    takeJson(scope, limits)
    scope.addHook('onRequest', (request, _reply, done) => done(bodyTypeProblem(request, [json])))
    scope.addHook('preHandler', async (request) => {
      const req = request.rest
      const isAllowed = access !== undefined && (await content.runAs(req, () => access({ req }))) === true
      if (!isAllowed) throw new Forbidden()
    })

    scope.get(url, async (request, reply) => {
      const { filter, page } = readJobQuery(request.url)
      const docs = await asHttpErrors(queue.list(filter, page))
      const last = docs.length === (page.limit ?? 50) ? docs.at(-1)?.id : undefined
      return sendJson(reply, 200, { docs, next: last ?? null })
    })
    scope.get(`${url}/:id`, async (request, reply) =>
      sendJson(reply, 200, await asHttpErrors(queue.find(idOf(request)))),
    )
    scope.post(`${url}/:id/cancel`, async (request, reply) => {
      noQuery(request)
      const state = await asHttpErrors(queue.cancel(idOf(request)))
      return sendJson(reply, 200, { id: idOf(request), state })
    })
    scope.post(`${url}/:id/retry`, async (request, reply) => {
      noQuery(request)
      await asHttpErrors(queue.retry(idOf(request)))
      return sendJson(reply, 200, { id: idOf(request), state: 'pending' })
    })
  })
}

function readJobQuery(address: string): { filter: JobFilter; page: { limit?: number; before?: string } } {
  const filter: Record<string, string> = {}
  const page: { limit?: number; before?: string } = {}
  for (const [name, value] of Object.entries(parseQueryString(address))) {
    if (!(names as readonly string[]).includes(name)) throw unknownParameter(name, names)
    if (typeof value !== 'string' || value === '' || value.length > 200) throw shape(name, 'must be a text')
    if (name === 'before') page.before = value
    else if (name === 'limit') page.limit = limitOf(value)
    else filter[name] = value
  }
  if (filter['state'] !== undefined && !states.includes(filter['state']))
    throw shape('state', `is one of ${states.join(', ')}`)
  return { filter, page }
}

function limitOf(value: string): number {
  const limit = Number(value)
  if (!/^\d{1,3}$/.test(value) || limit < 1 || limit > 250) throw shape('limit', 'is a whole number from 1 to 250')
  return limit
}

function noQuery(request: FastifyRequest): void {
  const [name] = Object.keys(parseQueryString(request.url))
  if (name !== undefined) throw unknownParameter(name, [])
}

const unknownParameter = (name: string, allowed: readonly string[]): HttpError =>
  new HttpError('HTTP_QUERY_UNKNOWN', `This route takes no parameter "${name}".`, { path: name, data: { allowed } })

const shape = (name: string, problem: string): HttpError =>
  new HttpError('HTTP_QUERY_SHAPE', `"${name}" ${problem}.`, { path: name })

const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id

/** What the queue refuses is for whoever asked; its faults are not. */
async function asHttpErrors<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (cause) {
    const { status, message } = cause as { status?: unknown; message?: unknown }
    if (status === 404) throw new HttpError('HTTP_JOB_UNKNOWN', String(message), { cause })
    if (status === 409) throw new HttpError('HTTP_JOB_STATE', String(message), { cause })
    throw cause
  }
}
