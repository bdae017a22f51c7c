import { expect, test } from 'vitest'
import type { HookModule, HookModuleExport, LoaderOptions } from '../src/index.ts'

interface App {
  on(point: string): void
}

test('the types accept the forms of a hook and refuse wrong ones (checked by tsc)', () => {
  const factory = ((app) => ({
    defaults: { index: 'content', batch: 50 },
    dependencies: ['database-tuning'],
    async initialize() {
      app.on(String(this.defaults['index']))
    },
    async destroy() {},
  })) satisfies HookModuleExport<App>
  const callback = {
    initialize(cb) {
      cb(new Error('x'))
      cb()
    },
    queries: 5,
    commands: {
      reindex: {
        description: 'Builds the index anew',
        run(app, args) {
          app.on(args.join())
          return this.loaded
        },
      },
    },
  } satisfies HookModule<App>
  const settings: LoaderOptions['settings'] = { search: { module: factory, batch: 5 }, other: { module: callback } }
  // @ts-expect-error initialize is a function
  const wrong: HookModule = { initialize: 5 }
  // @ts-expect-error dependencies are a list
  const list: HookModule = { dependencies: 'knex' }
  // @ts-expect-error a function that returns nothing is no module
  const nothing: HookModuleExport<App> = () => {}
  // @ts-expect-error enabled is true or false
  const enabled: LoaderOptions['settings'] = { search: { enabled: 'yes' } }
  const nested: LoaderOptions['settings'] = {
    settings: { search: { batch: 5 } },
    timeout: 500,
    load: { before: ['search'] },
  }
  // @ts-expect-error a command runs
  const command: HookModule = { commands: { reindex: { description: 'x' } } }
  const all = [factory, callback, settings, wrong, list, nothing, enabled, nested, command]
  expect(all).toHaveLength(9)
})
