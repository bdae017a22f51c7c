import { expect, test } from 'vitest'
import { config, DevProcess } from './dev-process.ts'

const says = (version: string, more = ''): string => `export default (app) => ({
  initialize() {
    app.endpoints.push({ method: 'get', path: '/says', handler: () => Response.json('${version}') })
    ${more}
  },
})`

test('a swapped module’s endpoints answer with the new code, also at other paths; a broken change keeps the former ones', async () => {
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config(), 'hooks/a/index.ts': says('one') })
  expect(await dev.get('/api/says')).toBe('one')

  await dev.write('hooks/a/index.ts', says('two').replace('/says', '/tells'))
  await dev.says(/swapped a in \d+ ms/)
  expect(await dev.get('/api/tells')).toBe('two')
  expect(await dev.get('/api/says')).toMatchObject({ errors: [{ code: 'HTTP_ROUTE_UNKNOWN' }] })

  await dev.write('hooks/a/index.ts', 'export default (app) => ({ initialize() {')
  await dev.says(/kept the former a: .*failed in load.*hooks\/a\/index\.ts:1\)\n/)
  await dev.write('hooks/a/index.ts', says('three', 'throw new Error("not today")'))
  await dev.says(/kept the former a: .*failed in initialize: not today/)
  await dev.write('hooks/a/index.ts', says('four', 'app.hooks.on("posts:afterchange", () => {})'))
  await dev.says(/kept the former a: .*is refused: .*did you mean "posts:afterChange"/)
  await dev.write('hooks/a/index.ts', says('five').replace('/says', '/events'))
  await dev.says(/kept the former a: .*GET \/api\/events is served already/)
  expect(await dev.get('/api/tells')).toBe('two')

  await dev.write('hooks/a/index.ts', says('six'))
  await dev.says(/swapped a in \d+ ms/)
  expect(await dev.get('/api/says')).toBe('six')
})

test('modules are added and removed, and one that is broken is taken once another change has mended it', async () => {
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config(), 'hooks/a.ts': says('a') })
  await dev.write(
    'hooks/b/index.ts',
    "export default { dependencies: ['c'], initialize() { globalThis.events.push('b') } }",
  )
  await dev.says(/kept the former b: .*"c".*does not exist/)
  await dev.write('hooks/c.ts', "export default { initialize() { globalThis.events.push('c') } }")
  await dev.says(/added b in \d+ ms/)
  expect(await dev.get('/api/events')).toEqual(['c', 'b'])
  await dev.remove('hooks/a.ts')
  await dev.says(/removed a in \d+ ms/)
  expect(await dev.get('/api/says')).toMatchObject({ errors: [{ code: 'HTTP_ROUTE_UNKNOWN' }] })
})

test('a handler with the same id keeps its place, and services and settings are those of the new version', async () => {
  const adds = (id: string, text: string): string => `export default (app) => ({
    defaults: { text: '${text}' },
    initialize() {
      app.services.${id} = '${text}'
      app.hooks.on('posts:beforeChange', { id: '${id}', handler: ({ data }) => ({ ...data, title: data.title + '${text}' }) })
      app.endpoints.push({ method: 'get', path: '/${id}', handler: () => Response.json([app.services, app.config.hook.settings.${id}, app.hook.${id}.defaults]) })
    },
  })`
  await using dev = await DevProcess.serving({
    'crochet.config.ts': config(),
    'hooks/a.ts': adds('a', 'a'),
    'hooks/b.ts': adds('b', 'b'),
  })
  await dev.write('hooks/a.ts', adds('a', 'A'))
  await dev.says(/swapped a/)
  expect(await dev.post('/api/posts', { title: '' })).toMatchObject({ doc: { title: 'Ab' } })
  expect(await dev.get('/api/a')).toEqual([{ a: 'A', b: 'b' }, { text: 'A' }, { text: 'A' }])
})

test('the former module is destroyed when the last dispatch on it has ended, and new ones run on the new module meanwhile', async () => {
  const slow = (version: number): string => `export default (app) => ({
    initialize() {
      app.hooks.on('posts:beforeChange', { id: 'slow', handler: async () => {
        globalThis.events.push('enter ${version}')
        if (${version} === 1) await (globalThis.gate ??= Promise.withResolvers()).promise
        globalThis.events.push('leave ${version}')
      } })
    },
    destroy() { globalThis.events.push('destroy ${version}') },
  })`
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config(), 'hooks/slow.ts': slow(1) })
  const events = (): Promise<string[]> => dev.get('/api/events')
  const first = dev.post('/api/posts', { title: 'one' })
  await dev.until(events, (seen) => seen.includes('enter 1'))
  await dev.write('hooks/slow.ts', slow(2))
  const more: Promise<unknown>[] = []
  const before = await dev.until(
    async () => {
      more.push(dev.post('/api/posts', { title: 'more' }).catch(() => undefined))
      return events()
    },
    (seen) => seen.includes('enter 2'),
  )
  expect(before).not.toContain('destroy 1')
  await dev.get('/api/open')
  expect(await first).toMatchObject({ doc: { title: 'one' } })
  await Promise.all(more)
  await dev.says(/swapped slow/)
  const after = await events()
  expect(after.lastIndexOf('leave 1')).toBeLessThan(after.indexOf('destroy 1'))
})
