import { expect, test } from 'vitest'
import { createApp } from '../../src/index.ts'
import { project, silent } from '../project.ts'

test('only an application made with hotSwap replaces its modules; with it, modules see one application as before', async () => {
  using at = project({
    'hooks/a.mjs': `export default (app) => ({
      initialize() {
        app.services.a = 1
        app.services.gone = 2
        delete app.services.gone
        app.endpoints.push({ method: 'get', path: '/a', handler: () => new Response() })
      },
    })`,
    'hooks/b.mjs': `export default (app) => ({
      dependencies: ['a'],
      initialize() {
        const { services, endpoints } = app
        services.seen = [Object.keys(services), 'a' in services, endpoints.length, Array.isArray(endpoints), endpoints.map(({ path }) => path)]
      },
    })`,
  })
  const seen = [['a'], true, 1, true, ['/a']]
  {
    await using app = await createApp(at.config, { root: at.root, log: silent })
    expect(app.services).toEqual({ a: 1, seen })
    await expect(app.replaceModules('a')).rejects.toMatchObject({ code: 'MODULE_NOT_REPLACEABLE' })
  }
  await using app = await createApp(at.config, { root: at.root, log: silent, hotSwap: true })
  expect(app.services).toEqual({ a: 1, seen })
  expect(app.endpoints).toMatchObject([{ path: '/a' }])
  expect(await app.replaceModules('none')).toEqual({ kind: 'unchanged' })
  expect(await app.replaceModules('a')).toMatchObject({ kind: 'replaced', replaced: ['a', 'b'] })
  expect(app.services).toEqual({ a: 1, seen })
  expect(app.endpoints).toMatchObject([{ path: '/a' }])
})
