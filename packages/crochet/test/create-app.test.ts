import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createApp, type App, type CrochetConfig } from '../src/index.ts'
import { notes, project, silent } from './project.ts'

const boot = (root: string, config: CrochetConfig): Promise<App> => createApp(config, { root, log: silent })

describe('createApp', () => {
  test('boots on an SQLite file below the root, and the Local API writes and reads', async () => {
    using at = project({}, { collections: [notes] })
    await using app = await boot(at.root, at.config)
    const note = await app.create({ collection: 'notes', data: { text: 'hello' } })
    expect(await app.findByID({ collection: 'notes', id: note['id'] as string })).toMatchObject({ text: 'hello' })
    expect(existsSync(join(at.root, 'data/test.db'))).toBe(true)
    expect(app.config.appPath).toBe(at.root)
  })

  test('keeps documents from one boot to the next', async () => {
    using at = project({}, { collections: [notes] })
    {
      await using app = await boot(at.root, at.config)
      await app.create({ collection: 'notes', data: { text: 'kept' } })
    }
    await using again = await boot(at.root, at.config)
    expect((await again.find({ collection: 'notes' })).docs).toMatchObject([{ text: 'kept' }])
  })

  test('handlers of a hook module and of the configuration are one list, ordered together', async () => {
    const at = project({
      'hooks/shout/index.js': `module.exports = (app) => ({
        defaults: { mark: '!' },
        initialize(cb) {
          const { mark } = app.config.hook.settings.shout
          app.hooks.on('notes:beforeChange', { id: 'shout', stage: 'early', handler: ({ data }) => ({ ...data, text: data.text + mark }) })
          cb()
        },
      })`,
    })
    using _ = at
    const upper: CrochetConfig['collections'] = [
      { ...notes, hooks: { beforeChange: [({ data }) => ({ ...data, text: String(data['text']).toUpperCase() })] } },
    ]
    await using app = await boot(at.root, { ...at.config, collections: upper, modules: { shout: { mark: '?!' } } })
    expect(await app.create({ collection: 'notes', data: { text: 'hey' } })).toMatchObject({ text: 'HEY?!' })
    expect(app.hook['shout']).toMatchObject({ loaded: true })
    expect(app.hooks.explain('notes:beforeChange').map(({ id, origin }) => [id, origin.source])).toEqual([
      ['shout', 'module'],
      ['collections.notes.hooks.beforeChange[0]', 'config'],
    ])
    expect(app.report()).toContain('shout')
  })

  test('a hook module may add a field before the configuration is compiled, and the given configuration stays as it was', async () => {
    const at = project({
      'hooks/mood.js': `module.exports = { configure(config) {
        config.collections = config.collections.map((one) => ({ ...one, fields: [...one.fields, { name: 'mood', type: 'text' }] }))
      } }`,
    })
    using _ = at
    const config: CrochetConfig = { ...at.config, collections: [notes] }
    await using app = await boot(at.root, config)
    expect(await app.create({ collection: 'notes', data: { text: 'a', mood: 'calm' } })).toMatchObject({ mood: 'calm' })
    expect(config.collections).toEqual([notes])
  })

  test('close is idempotent, and the Local API is closed with it', async () => {
    using at = project({}, { collections: [notes] })
    const app = await boot(at.root, at.config)
    await Promise.all([app.close(), app.close()])
    await app.close()
    await expect(app.find({ collection: 'notes' })).rejects.toMatchObject({ code: 'STORAGE_CLOSED' })
    await expect(app.listen({ port: 0 })).rejects.toMatchObject({ code: 'APP_CLOSED' })
  })
})

describe('a boot that fails', () => {
  test('names the module, tears down in reverse, and leaves nothing open', async () => {
    const at = project({
      'hooks/first.js': `module.exports = { initialize() {}, destroy() { globalThis.crochetTornDown = true } }`,
      'hooks/second.js': `module.exports = { dependencies: ['first'], initialize() { throw new Error('no such host') } }`,
    })
    using _ = at
    const listeners = process.listenerCount('unhandledRejection')
    await expect(boot(at.root, at.config)).rejects.toMatchObject({ code: 'MODULE_INITIALIZE_FAILED', module: 'second' })
    expect((globalThis as { crochetTornDown?: boolean }).crochetTornDown).toBe(true)
    expect(process.listenerCount('unhandledRejection')).toBe(listeners)
    await using app = await boot(at.root, { ...at.config, modules: { second: { enabled: false } } })
    expect(app.hook['first']?.loaded).toBe(true)
  })

  test('a handler on a hook point that does not exist is an error with the nearest name', async () => {
    const at = project({
      'hooks/typo.js': `module.exports = (app) => ({ initialize() { app.hooks.on('notes:afterChnage', () => {}) } })`,
    })
    using _ = at
    await expect(boot(at.root, { ...at.config, collections: [notes] })).rejects.toThrow(
      /"notes:afterChnage", which is no hook point; did you mean "notes:afterChange"/,
    )
  })

  const wrong: [string, unknown, RegExp][] = [
    ['no object', null, /^The configuration is null\. Pass what/],
    ['an unknown key', { colections: [] }, /unknown key "colections"/],
    ['a prototype key', JSON.parse('{"__proto__": {}, "constructor": []}'), /unknown key/],
    ['a value of the wrong kind', { collections: {} }, /"collections" in the configuration must be a list/],
    ['an unknown root hook', { hooks: { onChnage: () => {} } }, /onChnage/],
    ['an unknown database', { database: { url: 'mysql://u:secret@host/db' } }, /^(?!.*secret).*mysql/s],
  ]
  for (const [what, config, message] of wrong) {
    test(`says what is wrong with ${what}`, async () => {
      using at = project()
      await expect(boot(at.root, config as CrochetConfig)).rejects.toThrow(message)
    })
  }

  test('the application says so when it is used while it boots', async () => {
    const at = project({
      'hooks/eager.js': `module.exports = async (app) => { await app.find({ collection: 'notes' }) }`,
    })
    using _ = at
    await expect(boot(at.root, at.config)).rejects.toMatchObject({ cause: { code: 'APP_BOOTING' } })
  })
})
