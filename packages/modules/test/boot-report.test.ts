import { expect, test } from 'vitest'
import { formatBootReport } from '../src/index.ts'
import { ManualClock, settled } from './manual-clock.ts'
import { load, Project, rejection } from './project.ts'

const gated = (name: string, needs: string[] = []): string =>
  `export default (app) => ({ dependencies: ${JSON.stringify(needs)}, initialize: () => app.gate('${name}').promise })`

const files = {
  'hooks/knex/index.ts': gated('knex'),
  'hooks/cache.ts': gated('cache'),
  'hooks/bookshelf/lib/index.ts': gated('bookshelf', ['cache', 'knex']),
  'hooks/posts.ts': gated('posts', ['bookshelf', 'knex']),
  'hooks/mail.ts': gated('mail'),
}

test('a boot of several branches, as data and as a tree', async () => {
  const clock = new ManualClock()
  await using project = await Project.with(files)
  const { set, app } = await load(project, {
    clock,
    settings: { mail: { enabled: false }, given: { module: { defaults: {} } } },
  })
  expect(set.report()).toMatchObject({ ms: undefined })
  const done = set.initialize()
  await settled()
  for (const [name, ms] of [
    ['cache', 3],
    ['knex', 9.5],
    ['bookshelf', 30],
    ['posts', 100.4],
  ] as const) {
    await clock.advance(ms)
    app.gate(name).resolve(undefined)
    await settled()
  }
  await done
  const report = set.report()
  expect(JSON.parse(JSON.stringify(report))).toEqual({
    ms: 142.9,
    modules: [
      {
        name: 'cache',
        fullName: 'cache',
        file: `${project.root}/hooks/cache.ts`,
        where: 'hooks/cache.ts',
        origin: 'project',
        order: 0,
        why: [],
        dependencies: [],
        ms: 3,
        state: { kind: 'loaded', ms: 3 },
      },
      expect.objectContaining({ name: 'knex', order: 1, ms: 12.5 }),
      expect.objectContaining({ name: 'bookshelf', order: 2, waitedFor: { name: 'knex', ms: 12.5 }, ms: 30 }),
      expect.objectContaining({ name: 'given', order: 3, origin: 'code', ms: 0 }),
      expect.objectContaining({
        name: 'posts',
        order: 4,
        why: [
          { after: 'bookshelf', because: 'dependency' },
          { after: 'knex', because: 'dependency' },
        ],
        waitedFor: { name: 'bookshelf', ms: 42.5 },
      }),
      expect.objectContaining({ name: 'mail', state: { kind: 'disabled' } }),
    ],
    skipped: [],
  })
  expect(formatBootReport(report)).toBe(
    [
      'hook modules: 5 loaded, 1 disabled in 143 ms',
      '├─ 1 cache           3.0 ms  hooks/cache.ts  by name',
      '├─ 2 knex             13 ms  hooks/knex/index.ts  by name',
      '│  └─ 3 bookshelf     30 ms  hooks/bookshelf/lib/index.ts  needs cache, knex; waited 13 ms for knex',
      '│     └─ 5 posts     100 ms  hooks/posts.ts  needs bookshelf, knex; waited 43 ms for bookshelf',
      '├─ 4 given           0.0 ms  given in code  by name',
      '└─ mail            disabled  hooks/mail.ts',
    ].join('\n'),
  )
})

test('a failed boot shows what failed and what was not started', async () => {
  await using project = await Project.with(files)
  const { set, app } = await load(project, { clock: new ManualClock(), settings: { mail: { enabled: false } } })
  const failed = rejection(set.initialize())
  app.gate('cache').resolve(undefined)
  await settled()
  app.gate('knex').reject(new Error('refused'))
  await failed
  const report = set.report()
  expect(report.modules.map(({ name, state }) => [name, state.kind])).toEqual([
    ['cache', 'loaded'],
    ['knex', 'failed'],
    ['bookshelf', 'waiting'],
    ['posts', 'waiting'],
    ['mail', 'disabled'],
  ])
  expect(report.modules[1]?.state).toMatchObject({
    code: 'MODULE_INITIALIZE_FAILED',
    message: expect.stringContaining('refused'),
  })
  expect(formatBootReport(report)).toBe(
    [
      'hook modules: 1 loaded, 2 waiting, 1 failed, 1 disabled in 0.0 ms',
      '├─ 1 cache           0.0 ms  hooks/cache.ts  by name',
      '├─ 2 knex            failed  hooks/knex/index.ts  by name',
      '│  └─ 3 bookshelf   waiting  hooks/bookshelf/lib/index.ts  needs cache, knex',
      '│     └─ 4 posts    waiting  hooks/posts.ts  needs bookshelf, knex',
      '└─ mail            disabled  hooks/mail.ts',
    ].join('\n'),
  )
})

test('no modules are said in words', async () => {
  await using project = await Project.with({})
  const { set } = await load(project)
  expect(formatBootReport(set.report())).toBe('hook modules: none')
})
