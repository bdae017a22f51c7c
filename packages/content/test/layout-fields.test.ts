import { expect, test } from 'vitest'
import type { CollectionConfig, FieldHookArgs, Untyped } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const say = { beforeChange: [({ path }: FieldHookArgs): string => path] }

/** Fields in every kind of layout, one inside the other. */
const pages: CollectionConfig = {
  slug: 'pages',
  access: open,
  defaultSort: 'inRow',
  fields: [
    { type: 'row', fields: [{ name: 'inRow', type: 'text', index: true, hooks: say }] },
    {
      type: 'collapsible',
      label: 'More',
      fields: [{ type: 'row', fields: [{ name: 'deep', type: 'text', unique: true, hooks: say }] }],
    },
    {
      type: 'tabs',
      tabs: [
        { label: 'Text', fields: [{ name: 'inTab', type: 'text', hooks: say }] },
        {
          name: 'seo',
          label: 'SEO',
          hooks: { afterRead: [({ value }) => ({ ...value, read: true })] },
          fields: [
            { type: 'row', fields: [{ name: 'title', type: 'text', hooks: say }] },
            { name: 'slug', type: 'slug' },
          ],
        },
      ],
    },
    {
      name: 'rows',
      type: 'array',
      fields: [{ type: 'tabs', tabs: [{ fields: [{ name: 'x', type: 'text', required: true, hooks: say }] }] }],
    },
    {
      name: 'content',
      type: 'blocks',
      blocks: [
        { slug: 'quote', fields: [{ type: 'collapsible', fields: [{ name: 'text', type: 'text', hooks: say }] }] },
      ],
    },
  ],
}

test('fields in layout belong to the level it stands in: values, columns, hook names and paths', async () => {
  await using app = await openContent({ collections: [pages] })
  const data = { seo: { title: 'Hello' }, rows: [{ x: 'x' }], content: [{ blockType: 'quote' }] }
  const doc = await app.content.create({ collection: 'pages', data })
  expect(doc).toMatchObject({
    inRow: 'inRow',
    deep: 'deep',
    inTab: 'inTab',
    seo: { title: 'seo.title', slug: 'hello', read: true },
    rows: [{ x: 'rows.0.x' }],
    content: [{ text: 'content.0.text' }],
  })
  expect(Object.keys(doc)).toEqual(['id', 'inRow', 'deep', 'inTab', 'seo', 'rows', 'content', 'createdAt', 'updatedAt'])
  const row = await app.storage.documents.findByID('pages', doc['id'])
  expect(row).toMatchObject({ inRow: 'inRow', deep: 'deep', seo: { title: 'seo.title' } })
  expect(app.fired().filter((name) => /\.\w+:beforeChange/.test(name))).toEqual([
    'pages.inRow:beforeChange',
    'pages.deep:beforeChange',
    'pages.inTab:beforeChange',
    'pages.seo:beforeChange',
    'pages.seo.title:beforeChange',
    'pages.seo.slug:beforeChange',
    'pages.rows:beforeChange',
    'pages.rows.x:beforeChange',
    'pages.content:beforeChange',
    'pages.content.quote.text:beforeChange',
  ])
})

test('they are checked, queried, unique and answered like the others', async () => {
  await using app = await openContent({ collections: [{ ...pages, hooks: {} }] })
  await app.content.create({ collection: 'pages', data: {} })
  await expect(app.content.create({ collection: 'pages', data: {} })).rejects.toMatchObject({ path: 'deep' })
  await expect(app.content.create({ collection: 'pages', data: { rows: [{}] } })).rejects.toMatchObject({
    errors: [{ path: 'rows.0.x', message: 'is required' }],
  })
  const found = await app.content.find({ collection: 'pages', where: { inTab: { equals: 'inTab' } }, sort: '-deep' })
  expect(found.totalDocs).toBe(1)
})

test('handlers are named by where they stand in the configuration', async () => {
  await using app = await openContent({ collections: [pages] })
  const names = ['pages.inRow', 'pages.inTab', 'pages.seo.title', 'pages.rows.x', 'pages.content.quote.text']
  const ids = names.map((name) => JSON.stringify(app.engine.explain(`${name}:beforeChange` as never) as Untyped))
  const places = [
    'fields[0].fields.inRow',
    'fields[2].tabs[0].fields.inTab',
    'fields[2].tabs.seo.fields[0].fields.title',
    'fields.rows.fields[0].tabs[0].fields.x',
    'fields.content.blocks.quote.fields[0].fields.text',
  ]
  for (const [index, place] of places.entries()) {
    expect(ids[index]).toContain(`collections.pages.${place}.hooks.beforeChange[0]`)
  }
})
