import { createHooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import { expect, test } from 'vitest'
import { createContent, tablesOf, type ContentConfig } from '../src/index.ts'
import { problemsIn } from './problems-in.ts'

const fields = [{ name: 'title', type: 'text' }] as const

test('versions are on, off, or limited; drafts are refused as long as there are none', () => {
  const right = [true, false, {}, { maxPerDoc: 0 }, { maxPerDoc: 5, drafts: false }]
  const wrong = [null, 'yes', { maxPerDoc: -1 }, { maxPerDoc: 1.5 }, { drafts: true }, { drafts: {} }, { most: 3 }]
  const collections = [...right, ...wrong].map((versions, index) => ({ slug: `c${index}`, versions, fields }))
  const globals = [{ slug: 'a'.repeat(46), versions: true, fields }]
  expect(problemsIn({ collections, globals })).toEqual([
    'collections.c5.versions: write true, false, or { maxPerDoc: 100 }',
    'collections.c6.versions: write true, false, or { maxPerDoc: 100 }',
    'collections.c7.versions.maxPerDoc: write a whole number, 0 for all versions there have been',
    'collections.c8.versions.maxPerDoc: write a whole number, 0 for all versions there have been',
    'collections.c9.versions.drafts: there are no drafts yet, every version has been the document; leave it out',
    'collections.c10.versions.drafts: there are no drafts yet, every version has been the document; leave it out',
    'collections.c11.versions.most: unknown; known here are maxPerDoc, drafts',
    `globals.${'a'.repeat(46)}.versions: with versions the slug has at most 45 characters; shorten it`,
  ])
  const longest = [{ slug: 'c'.repeat(50), versions: true, fields }]
  expect(problemsIn({ collections: longest, globals: [{ slug: 'a'.repeat(45), versions: true, fields }] })).toEqual([])
})

test('`readVersions` is a rule like the others', () => {
  const collections = [{ slug: 'posts', versions: true, fields, access: { readVersions: true } }]
  expect(problemsIn({ collections })).toEqual(['collections.posts.access.readVersions: write a function: () => true'])
})

test('versions lie in a table of their own, which the plan shows; without them there is none', async () => {
  const of = (versions: boolean): ContentConfig => ({
    collections: [{ slug: 'posts', versions, fields }],
    globals: [{ slug: 'site', versions, fields }],
  })
  expect(tablesOf(of(false)).map(({ name }) => name)).toEqual(['posts', 'globals/site'])
  await using storage = await openStorage('memory:')
  const log = { warn: () => undefined, error: () => undefined }
  const open = (versions: boolean): ReturnType<typeof createContent> =>
    createContent({ ...of(versions), engine: createHooks(), storage, log })
  await (await open(false)).migrate()
  const content = await open(true)
  const steps = await content.migrate()
  expect(steps.filter((step) => step.includes('-versions'))).toEqual(steps)
  expect(steps.length).toBeGreaterThan(1)
})
