import { afterEach, expect, test, vi } from 'vitest'
import { createApp, migrateApp, type CrochetConfig } from '../src/index.ts'
import { notes, project, silent } from './project.ts'

afterEach(() => vi.unstubAllEnvs())

const production = (config: CrochetConfig): CrochetConfig => ({
  ...config,
  database: { ...config.database, migrate: 'production' },
})

test('in production the boot refuses while tables are missing, and starts once they were migrated', async () => {
  using at = project({}, { collections: [notes] })
  const config = production(at.config)
  const options = { root: at.root, log: silent }
  const steps = ['create table notes', 'index notes.createdAt', 'index notes.updatedAt']
  await expect(createApp(config, options)).rejects.toMatchObject({ code: 'MIGRATION_PENDING', data: { steps } })
  expect(await migrateApp(config, options)).toEqual({ steps, kept: [], applied: false })
  await expect(createApp(config, options)).rejects.toMatchObject({ code: 'MIGRATION_PENDING' })
  expect(await migrateApp(config, { ...options, apply: true })).toEqual({ steps, kept: [], applied: true })
  await using app = await createApp(config, options)
  expect(await app.count({ collection: 'notes' })).toEqual({ totalDocs: 0 })
  expect(await migrateApp(config, options)).toEqual({ steps: [], kept: [], applied: false })
})

test('`NODE_ENV=production` is production, unless the configuration says otherwise', async () => {
  using at = project({}, { collections: [notes] })
  const options = { root: at.root, log: silent }
  vi.stubEnv('NODE_ENV', 'production')
  await expect(createApp(at.config, options)).rejects.toMatchObject({ code: 'MIGRATION_PENDING' })
  await using app = await createApp(
    { ...at.config, database: { ...at.config.database, migrate: 'development' } },
    options,
  )
  expect(await app.count({ collection: 'notes' })).toEqual({ totalDocs: 0 })
})

test('fields that hook modules add are migrated too; the modules are not initialised', async () => {
  const mood = `module.exports = {
    configure(config) {
      config.collections = config.collections.map((one) => ({ ...one, fields: [...one.fields, { name: 'mood', type: 'text' }] }))
    },
    initialize() { throw new Error('initialised') },
  }`
  using at = project({ 'hooks/mood.js': mood }, { collections: [{ ...notes, timestamps: false }] })
  const options = { root: at.root, log: silent }
  const without = { ...at.config, modules: { mood: { enabled: false } } }
  expect((await migrateApp(without, { ...options, apply: true })).steps).toEqual(['create table notes'])
  expect(await migrateApp(at.config, options)).toMatchObject({ steps: ['add column notes.mood (text)'] })
  await migrateApp(at.config, { ...options, apply: true })
  expect(await migrateApp(without, options)).toMatchObject({ steps: [], kept: ['notes.mood'] })
})

test('what is kept is in the report of the boot', async () => {
  using at = project({}, { collections: [notes, { ...notes, slug: 'drafts' }] })
  const options = { root: at.root, log: silent }
  await (await createApp(at.config, options)).close()
  await using app = await createApp({ ...at.config, collections: [notes] }, options)
  expect(app.report()).toContain('kept, though no longer in the configuration: drafts')
})

test('a mode that is none is refused', async () => {
  using at = project()
  const config = { database: { migrate: 'always' } } as unknown as CrochetConfig
  await expect(createApp(config, { root: at.root, log: silent })).rejects.toThrow(
    /"database" in the configuration must be/,
  )
})
