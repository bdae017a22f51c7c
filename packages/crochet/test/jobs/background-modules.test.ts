import { expect, test } from 'vitest'
import { createApp, type App } from '../../src/index.ts'
import { notes, project, silent } from '../project.ts'

/** A hook module with a hook point of its own, `shop:<point>`, which a write of a note calls. */
const shop = (declaration: string, caller: string): string => `module.exports = (app) => ({
  initialize() {
    app.hooks.define('shop:paid', ${declaration})
    const point = app.hooks.point('shop:paid')
    app.hooks.on('notes:afterChange', { id: 'pay', async handler({ doc }) {
      const payload = { order: doc.text, at: new Date(0), change() {} }
      ${caller}
      if (doc.text === 'undone') throw new Error('no')
    } })
  },
})`

/** Another module, whose handler of that hook point runs in the background and leaves what it is given in \`app.services\`. */
const mailer = (more: string): string => `module.exports = (app) => ({
  initialize() {
    const ran = (app.services.ran = [])
    app.hooks.on('shop:paid', { id: 'receipt', mode: 'background', ${more} handler: (payload) => { ran.push(payload) } })
  },
})`

interface World extends AsyncDisposable {
  readonly app: App
  /** Writes a note and runs what is due. @returns what the handler was given since */
  write(text: string): Promise<object[]>
}

async function world(declaration: string, { caller = 'await point.call(payload)', more = '' } = {}): Promise<World> {
  await using stack = new AsyncDisposableStack()
  const at = stack.use(
    project({
      'hooks/1-shop.js': shop(declaration, caller),
      'hooks/2-mailer.js': mailer(more),
    }),
  )
  const config = { ...at.config, collections: [notes] }
  const app = stack.use(await createApp(config, { root: at.root, log: silent }))
  const closing = stack.move()
  return {
    app,
    async write(text) {
      await app.create({ collection: 'notes', data: { text } }).catch(() => undefined)
      const worker = app.jobs.work()
      await worker.idle()
      await worker.stop()
      return (app.services['ran'] as object[]).splice(0)
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

test.each([
  ['series', "{ kind: 'series' }", {}],
  ['waterfall', "{ kind: 'waterfall', key: 'order' }", {}],
  ['parallel', "{ kind: 'parallel' }", {}],
  ['ahead', "{ kind: 'series', background: 'ahead' }", { caller: 'await point.offload(payload)' }],
])(
  'a hook point of a module takes background handlers, in the write that calls it: %s',
  async (_name, kind, options) => {
    await using w = await world(kind, options)
    expect(await w.write('undone')).toEqual([])
    expect(await w.app.jobs.count()).toBe(0)
    const [given, ...others] = await w.write('kept')
    expect(given).toMatchObject({
      order: 'kept',
      attempt: 1,
      req: { source: 'job' },
      job: { task: 'crochet.background' },
    })
    expect(given).not.toHaveProperty('change')
    expect(others).toEqual([])
  },
)

test('a hook point that is declared with `background: false` refuses one at the boot, and says what to use', async () => {
  const boot = world("{ kind: 'series', background: false, instead: 'shop:shipped' }")
  await expect(boot).rejects.toMatchObject({
    message: expect.stringMatching(/"shop:paid".*in the background, use shop:shipped/) as string,
  })
  const error: unknown = await world("{ kind: 'series', background: false }").catch((thrown: unknown) => thrown)
  const codes: unknown[] = []
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; at !== undefined; at = at.cause as typeof at)
    codes.push(at.code)
  expect(codes).toContain('HOOK_BACKGROUND_REFUSED')
})

test('its key and its retries are those of any background handler', async () => {
  await using w = await world("{ kind: 'series' }", {
    caller: 'await point.call(payload); await point.call(payload)',
    more: 'key: ({ order }) => order, retries: 7,',
  })
  expect((await w.write('kept')).length).toBe(1)
  expect(await w.app.jobs.list()).toMatchObject([{ attempts: 8, key: expect.stringMatching(/kept$/) as string }])
})

test('handlers on every collection at once (`*:afterChange`) are found again', async () => {
  const module = `module.exports = (app) => ({ initialize() {
    const ran = (app.services.ran = [])
    app.hooks.on('*:afterChange', { id: 'index', mode: 'background', handler: ({ collection, doc }) => {
      ran.push([collection.slug, doc.text])
    } })
  } })`
  using at = project({ 'hooks/index-all.js': module })
  const config = { ...at.config, collections: [notes, { ...notes, slug: 'drafts' }] }
  await using app = await createApp(config, { root: at.root, log: silent })
  for (const collection of ['notes', 'drafts']) await app.create({ collection, data: { text: 'a' } })
  await app.jobs.work().idle()
  expect((app.services['ran'] as unknown[]).toSorted()).toEqual([
    ['drafts', 'a'],
    ['notes', 'a'],
  ])
})
