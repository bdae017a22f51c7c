import { expect, test } from 'vitest'
import type { CollectionConfig, Content, Doc, FieldConfig } from '../src/index.ts'
import { open, openContent } from './open-content.ts'

const collection = 'posts'
const tags: CollectionConfig = { slug: 'tags', access: open, fields: [{ name: 'name', type: 'text' }] }
const posts = (fields: readonly FieldConfig[]): CollectionConfig => ({
  slug: 'posts',
  versions: true,
  access: open,
  fields,
})
const nth = async (content: Content, index: number): Promise<string> =>
  String((await content.findVersions({ collection, sort: 'createdAt', depth: 0 })).docs[index]?.id)

test('a document with fields of every type is what it was, to the last value', async () => {
  const text = { name: 'text', type: 'text' } as const
  const fields: FieldConfig[] = [
    { name: 'slug', type: 'slug', from: 'code' },
    { name: 'code', type: 'code' },
    { name: 'texts', type: 'text', hasMany: true },
    { name: 'body', type: 'richText' },
    { name: 'price', type: 'number' },
    { name: 'done', type: 'checkbox', defaultValue: true },
    { name: 'day', type: 'date' },
    { name: 'kinds', type: 'select', options: ['a', 'b'], hasMany: true },
    { name: 'place', type: 'point' },
    { name: 'meta', type: 'json' },
    { name: 'tag', type: 'relationship', relationTo: 'tags' },
    { name: 'tags', type: 'relationship', relationTo: 'tags', hasMany: true },
    { type: 'tabs', tabs: [{ name: 'tab', fields: [text] }, { fields: [{ type: 'row', fields: [text] }] }] },
    { name: 'items', type: 'array', fields: [text, { name: 'inner', type: 'array', fields: [text] }] },
    { name: 'content', type: 'blocks', blocks: [{ slug: 'quote', fields: [text] }] },
    { name: 'computed', type: 'text', virtual: true },
  ]
  await using at = await openContent({ collections: [tags, posts(fields)] })
  const { content } = at
  const tag = (await content.create({ collection: 'tags', data: { name: 'red' } }))['id']
  const paragraph = (words: string): Doc => ({
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: words, marks: [{ type: 'bold' }] }] }],
  })
  const states: Doc[] = [
    {
      code: 'Some Code',
      texts: ['x', 'y'],
      body: paragraph('one'),
      price: 0.1,
      done: false,
      day: '2026-01-31',
      kinds: ['b', 'a'],
      place: [1.5, -2],
      meta: { a: [null, { b: '' }] },
      tag,
      tags: [tag],
      tab: { text: '' },
      text: 'ü',
      items: [{ text: 'a', inner: [{ text: 'b' }] }],
      content: [{ blockType: 'quote', text: 'q' }],
    },
    {},
    {
      code: 'Other',
      texts: [],
      price: -1,
      day: null,
      kinds: ['a'],
      meta: [1],
      tags: [tag, tag],
      tab: null,
      items: [{}],
    },
  ]
  const others = Object.keys(states[0] ?? {}).map((name) => [name, null])
  const { id, ...first } = await content.create({ collection, data: states[0] ?? {}, depth: 0 })
  const seen: Doc[] = [first]
  for (const state of states.slice(1)) {
    const data = { ...Object.fromEntries(others), ...state }
    const { id: _, ...doc } = await content.update({ collection, id, data, depth: 0 })
    seen.push(doc)
  }
  for (const [index, doc] of seen.entries()) {
    const version = await content.findVersionByID({ collection, id: await nth(content, index), depth: 0 })
    expect(version.version).toEqual(doc)
    const restored = await content.restoreVersion({ collection, id: version.id, depth: 0 })
    expect(restored).toEqual({ id, ...doc, updatedAt: restored['updatedAt'] })
  }
})
