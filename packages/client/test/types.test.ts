import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { emitTypes, type CollectionConfig } from '@crochet/content'
import { expect, test } from 'vitest'

const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'views', type: 'number' },
    { name: 'body', type: 'richText' },
    { name: 'status', type: 'select', options: ['draft', 'published'] },
    { name: 'seo', type: 'group', fields: [{ name: 'hint', type: 'text' }] },
    {
      name: 'items',
      type: 'array',
      fields: [
        { name: 'name', type: 'text' },
        { name: 'price', type: 'number', required: true },
      ],
    },
    {
      name: 'layout',
      type: 'blocks',
      blocks: [
        { slug: 'quote', fields: [{ name: 'text', type: 'textarea' }] },
        { slug: 'figure', fields: [{ name: 'width', type: 'number' }] },
      ],
    },
    { name: 'secret', type: 'text', hidden: true },
  ],
}
const types = emitTypes({
  collections: [posts],
  globals: [{ slug: 'site', live: true, fields: [{ name: 'name', type: 'text' }] }],
})

/** Every line after a mark has to be an error, and no other line. */
const cases = `import { createClient } from '@crochet/client'
import { openDocument } from '@crochet/client/live'
const client = createClient({ url: '' })

export async function typed(): Promise<void> {
  const page = await client.find({ collection: 'posts', where: { title: { equals: 'x' } }, sort: '-views' })
  page.docs[0]?.title.toUpperCase()
  const post = await client.findByID({ collection: 'posts', id: 'a', select: { title: true } })
  post.title.toUpperCase()
  // @ts-expect-error
  void post.views
  // @ts-expect-error
  await client.find({ collection: 'pots' })
  // @ts-expect-error
  await client.create({ collection: 'posts', data: {} })
  const changed = await client.update({ collection: 'posts', id: 'a', data: { views: 1 }, ifMatch: client.etagOf(post) })
  changed.views?.toFixed()
  const many = await client.update({ collection: 'posts', where: {}, data: { views: 1 } })
  many.docs[0]?.title.trim()
  // @ts-expect-error
  await client.update({ collection: 'posts', data: { views: 1 } })
  // @ts-expect-error
  await client.update({ collection: 'posts', id: 'a', data: { views: 'many' } })
  const site = await client.findGlobal({ slug: 'site' })
  site.name?.trim()
  // @ts-expect-error
  await client.findGlobal({ slug: 'posts' })
  // @ts-expect-error
  await client.delete({ collection: 'posts' })
  const { id } = await client.delete({ collection: 'posts', id: 'a' })
  id.trim()
}

export async function live(): Promise<void> {
  const { fields } = await openDocument('', { collection: 'posts', id: 'a' })
  fields.title.insert(0, 'text')
  fields.body.toDOM()
  fields.seo.hint.delete(0, 1)
  fields.status.set('published')
  fields.status.on((status) => status satisfies 'draft' | 'published' | null)
  // @ts-expect-error
  fields.status.set('gone')
  // @ts-expect-error
  fields.views.set('many')
  // @ts-expect-error
  void fields.secret
  const row = fields.items.add({ name: 'Hat', price: 3 })
  row.fields.price.set(4)
  row.fields.name.insert(0, 'A ')
  // @ts-expect-error
  fields.items.add({ price: 'much' })
  for (const block of fields.layout) {
    if (block.blockType === 'quote') block.fields.text.insert(0, 'q')
    else block.fields.width.set(3)
  }
  fields.layout.add({ blockType: 'quote', text: 'q' })
  // @ts-expect-error
  fields.layout.add({ blockType: 'video' })
  const site = await openDocument('', { global: 'site' })
  site.fields.name.insert(0, 'x')
  // @ts-expect-error
  await openDocument('', { global: 'posts' })
  // @ts-expect-error
  await openDocument('', { collection: 'posts' })
}
`

test('with the types of the configuration, the client knows slugs, documents, data and what is selected', async () => {
  const folder = await mkdtemp(join(import.meta.dirname, '.types-'))
  await using _ = { [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
  await writeFile(join(folder, 'cases.ts'), cases)
  await writeFile(join(folder, 'crochet-types.ts'), types)
  const config = {
    extends: relative(folder, join(import.meta.dirname, '../../../tsconfig.json')),
    files: ['cases.ts', 'crochet-types.ts'],
    include: [],
    exclude: [],
  }
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(config))
  const { stdout } = await promisify(execFile)('tsc', ['-p', folder, '--pretty', 'false'], { cwd: folder }).catch(
    (error: { stdout: string }) => error,
  )
  expect(stdout).toBe('')
})
