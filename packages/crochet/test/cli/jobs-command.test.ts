import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { cliProject, run, serve, start } from './cli-process.ts'

const config = `export default {
  database: { url: 'file:./data/test.db' },
  jobs: { work: process.env.WORK === 'here', tasks: [{ slug: 'mail', retries: 0, handler({ input }) {
    if (input !== 'good') throw new Error('no server')
    console.log('mailed')
  } }] },
  collections: [{
    slug: 'notes',
    access: { create: () => true, read: () => true },
    fields: [{ name: 'text', type: 'text' }],
    hooks: { afterChange: [
      { id: 'index', mode: 'background', handler: ({ doc, attempt }) => console.log('indexed', doc.text, attempt) },
    ] },
  }],
  endpoints: [{ method: 'post', path: '/mail/:how', async handler({ routeParams }) {
    return Response.json(await globalThis.app.jobs.queue({ task: 'mail', input: routeParams.how }))
  } }],
}
`
const files = {
  'crochet.config.js': config,
  'hooks/expose.js': 'module.exports = (app) => ({ initialize() { globalThis.app = app } })',
}
const env = { CROCHET_SECRET: 'x'.repeat(32), NODE_ENV: 'development' }

/** The first line of a process that matches. */
async function line(child: ReturnType<typeof start>, pattern: RegExp): Promise<string> {
  for await (const text of createInterface({ input: child.stdout })) if (pattern.test(text)) return text
  return 'none'
}

test('`jobs work` beside a server: what is written there is worked on here, at once', async () => {
  using at = cliProject(files)
  await using server = await serve(at.root, ['start', '--port', '0'], { env })
  const worker = start(at.root, ['jobs', 'work', '--concurrency', '2'], { env })
  const indexed = line(worker, /^indexed/)
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ text: 'hello' })
  expect((await fetch(`${server.url}/api/notes`, { method: 'POST', headers, body })).status).toBe(201)
  expect(await indexed).toBe('indexed hello 1')
  const ended = once(worker, 'exit')
  worker.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(server.output()).not.toContain('indexed')
})

test('`jobs work` without anything to do goes on until a signal comes', async () => {
  using at = cliProject(files)
  const worker = start(at.root, ['jobs', 'work'], { env })
  const ended = once(worker, 'exit')
  expect(await line(worker, /^working on jobs/)).toBe('working on jobs, 50 at once')
  // Meanwhile two processes begin and end: time enough for one that has nothing left to wait for.
  for (const state of ['done', 'dead'])
    expect((await run(at.root, ['jobs', 'list', '--state', state], { env })).code).toBe(0)
  worker.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})

test('a server works on its own jobs unless it is told not to', async () => {
  using at = cliProject(files)
  await using server = await serve(at.root, ['start', '--port', '0'], { env: { ...env, WORK: 'here' } })
  await fetch(`${server.url}/api/mail/good`, { method: 'POST' })
  await expect.poll(() => server.output()).toContain('mailed')
})

test('jobs are listed, tried again and cancelled', async () => {
  using at = cliProject(files)
  {
    await using server = await serve(at.root, ['start', '--port', '0'], { env })
    for (const how of ['bad', 'good']) await fetch(`${server.url}/api/mail/${how}`, { method: 'POST' })
  }
  expect((await run(at.root, ['jobs', 'work', '--until-idle'], { env })).stdout).toContain('mailed')
  const listed = await run(at.root, ['jobs', 'list'], { env })
  expect(listed.stdout).toMatch(/done +mail .*\n.*dead +mail .*1 of 1 attempts\n {2}Error: no server\n$/)
  const { jobs } = JSON.parse((await run(at.root, ['jobs', 'list', '--state', 'dead', '--json'], { env })).stdout)
  expect(jobs).toMatchObject([{ task: 'mail', state: 'dead', input: 'bad' }])
  const { id } = jobs[0]
  expect((await run(at.root, ['jobs', 'retry', '--state', 'dead'], { env })).stdout).toBe('1 job to be tried again\n')
  expect((await run(at.root, ['jobs', 'cancel', id, '--json'], { env })).stdout).toBe(
    `${JSON.stringify({ done: [id], failed: [] }, undefined, 2)}\n`,
  )
  const again = await run(at.root, ['jobs', 'cancel', id], { env })
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('JOB_STATE') as string })
})

test.each([
  [['jobs', 'retry'], 'takes the id of a job'],
  [['jobs', 'retry', 'x', '--state', 'dead'], 'takes the id of a job'],
  [['jobs', 'list', '--state', 'lost'], '"lost" is no state'],
  [['jobs', 'list', '--limit', '0'], '"0" is no limit'],
  [['jobs', 'work', '--concurrency', 'x'], '"x" is no number of jobs'],
  [['jobs', 'do'], 'do'],
])('%j is refused as a wrong call', async (words, message) => {
  using at = cliProject(files)
  expect(await run(at.root, words, { env })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining(message) as string,
  })
})
