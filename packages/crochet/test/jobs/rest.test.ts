import { expect, test } from 'vitest'
import type { CrochetConfig } from '../../src/index.ts'
import { jobsApp, type JobsApp } from './jobs-app.ts'

interface Served extends AsyncDisposable {
  readonly w: JobsApp
  ask(path: string, options?: { method?: string; key?: string }): Promise<{ status: number; body: Answer }>
}

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked at as tests please
type Answer = any

const failing = { slug: 'mail', retries: 0, handler: () => Promise.reject(new Error('no server')) }
const access: NonNullable<CrochetConfig['jobs']>['access'] = ({ req }) => req.headers.get('x-key') === 'open'

async function served(config: CrochetConfig): Promise<Served> {
  const w = await jobsApp(config)
  const { url } = await w.app.listen({ port: 0, stopOnSignals: false })
  return {
    w,
    async ask(path, { method = 'GET', key = 'open' } = {}) {
      const response = await fetch(url + path, { method, headers: { 'x-key': key } })
      return { status: response.status, body: await response.json() }
    },
    [Symbol.asyncDispose]: () => w[Symbol.asyncDispose](),
  }
}

test('nobody may see jobs unless `jobs.access` says so, and then only whom it lets in', async () => {
  for (const jobs of [{ tasks: [failing] }, { tasks: [failing], access }]) {
    await using s = await served({ jobs: { ...jobs, work: false } })
    const { id } = await s.w.app.jobs.queue({ task: 'mail' })
    for (const [path, method] of [
      ['', 'GET'],
      [`/${id}`, 'GET'],
      [`/${id}/cancel`, 'POST'],
      [`/${id}/retry`, 'POST'],
    ]) {
      const answer = await s.ask(`/api/jobs${path}`, { method: method ?? '', key: 'wrong' })
      expect([path, answer.status, answer.body.errors[0].code]).toEqual([path, 403, 'FORBIDDEN'])
    }
    expect(await s.w.app.jobs.count({ state: 'pending' })).toBe(1)
  }
})

test('jobs are listed page by page, found, cancelled and tried again', async () => {
  await using s = await served({ jobs: { tasks: [failing], access, work: false } })
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.push((await s.w.app.jobs.queue({ task: 'mail', input: { n } })).id)
  const first = await s.ask('/api/jobs?limit=2')
  expect(first.body.docs.map(({ id }: { id: string }) => id)).toEqual([ids[2], ids[1]])
  const second = await s.ask(`/api/jobs?limit=2&before=${first.body.next}`)
  expect(second.body).toMatchObject({ docs: [{ id: ids[0], input: { n: 0 } }], next: null })

  expect(await s.ask(`/api/jobs/${ids[0]}/cancel`, { method: 'POST' })).toMatchObject({
    status: 200,
    body: { state: 'cancelled' },
  })
  expect(await s.ask(`/api/jobs/${ids[0]}/cancel`, { method: 'POST' })).toMatchObject({
    status: 409,
    body: { errors: [{ code: 'HTTP_JOB_STATE' }] },
  })
  expect(await s.ask(`/api/jobs/${ids[0]}/retry`, { method: 'POST' })).toMatchObject({ status: 200 })
  await s.w.drain()
  expect((await s.ask('/api/jobs?state=dead')).body.docs.length).toBe(3)
  expect((await s.ask(`/api/jobs/${ids[1]}`)).body).toMatchObject({ state: 'dead', attempt: 1 })
})

test.each([
  ['/api/jobs/none', 404, 'HTTP_JOB_UNKNOWN'],
  ['/api/jobs?state=lost', 400, 'HTTP_QUERY_SHAPE'],
  ['/api/jobs?limit=251', 400, 'HTTP_QUERY_SHAPE'],
  ['/api/jobs?where[state]=dead', 400, 'HTTP_QUERY_UNKNOWN'],
])('%s is refused', async (path, status, code) => {
  await using s = await served({ jobs: { access } })
  expect(await s.ask(path)).toMatchObject({ status, body: { errors: [{ code }] } })
})

test('a collection of the name `jobs` keeps its routes; OpenAPI tells of jobs where somebody may see them', async () => {
  const jobs = { slug: 'jobs', access: { read: () => true }, fields: [{ name: 'title', type: 'text' }] } as const
  await using taken = await served({ collections: [{ ...jobs, fields: [...jobs.fields] }] })
  expect((await taken.ask('/api/jobs')).body).toMatchObject({ totalDocs: 0 })
  await using s = await served({ jobs: { access } })
  const { body } = await s.ask('/api/openapi.json')
  expect(Object.keys(body.paths)).toEqual(expect.arrayContaining(['/api/jobs', '/api/jobs/{id}/retry']) as string[])
  await using closed = await served({})
  expect(Object.keys((await closed.ask('/api/openapi.json')).body.paths)).not.toContain('/api/jobs')
})

test('metrics tell how attempts ended', async () => {
  const token = 'a token of sixteen or more'
  await using w = await jobsApp({ jobs: { tasks: [failing], work: false }, http: { metrics: { token } } })
  const { url } = await w.app.listen({ port: 0, stopOnSignals: false })
  await w.app.jobs.queue({ task: 'mail' })
  await w.drain()
  const text = await (await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text()
  expect(text).toContain('crochet_jobs_queued_total 1')
  expect(text).toContain('crochet_jobs_attempts_total{outcome="dead"} 1')
  expect(text).toContain('crochet_jobs_running 0')
})
