import type { ContentConfig } from '@crochet/content'
import type { GraphqlServer } from './open-graphql.ts'

const open = (): boolean => true
export const anybody = { create: open, read: open, update: open, delete: open }

const isEditor = ({ req }: { req: { headers: Headers } }): boolean => req.headers.get('x-role') === 'editor'

/** Every type of field, references of every kind, and rules about who may read what. */
export const library: ContentConfig = {
  collections: [
    {
      slug: 'books',
      access: { ...anybody, read: ({ req }) => (isEditor({ req }) ? true : { stock: { not_equals: 0 } }) },
      fields: [
        { name: 'title', type: 'text', required: true, label: 'What it says on the cover' },
        { name: 'tags', type: 'text', hasMany: true },
        { name: 'blurb', type: 'textarea' },
        { name: 'sample', type: 'code' },
        { name: 'contact', type: 'email' },
        { name: 'handle', type: 'slug' },
        { name: 'secret', type: 'password' },
        { name: 'stock', type: 'number' },
        { name: 'grades', type: 'number', hasMany: true },
        { name: 'sold', type: 'checkbox' },
        { name: 'published', type: 'date' },
        { name: 'status', type: 'select', options: ['draft', { label: 'Out', value: 'out' }] },
        { name: 'kinds', type: 'select', hasMany: true, options: ['crime', 'poem'] },
        { name: 'binding', type: 'radio', options: ['hard-cover', 'paper'] },
        { name: 'place', type: 'point' },
        { name: 'extra', type: 'json' },
        { name: 'text', type: 'richText' },
        { name: 'author', type: 'relationship', relationTo: 'people' },
        { name: 'others', type: 'relationship', relationTo: 'people', hasMany: true },
        { name: 'owner', type: 'relationship', relationTo: ['people', 'shops'] },
        { name: 'seen', type: 'relationship', relationTo: ['people', 'shops'], hasMany: true },
        {
          type: 'row',
          fields: [
            {
              name: 'seo',
              type: 'group',
              fields: [
                { name: 'title', type: 'text' },
                { name: 'image', type: 'relationship', relationTo: 'shops' },
              ],
            },
          ],
        },
        {
          name: 'chapters',
          type: 'array',
          fields: [
            { name: 'name', type: 'text' },
            { name: 'pages', type: 'number' },
            { name: 'by', type: 'relationship', relationTo: 'people' },
          ],
        },
        {
          type: 'tabs',
          tabs: [
            {
              label: 'Body',
              fields: [
                {
                  name: 'content',
                  type: 'blocks',
                  blocks: [
                    {
                      slug: 'quote',
                      fields: [
                        { name: 'text', type: 'textarea' },
                        { name: 'by', type: 'relationship', relationTo: 'people' },
                      ],
                    },
                    { slug: 'big-number', fields: [{ name: 'value', type: 'number' }] },
                  ],
                },
              ],
            },
            { name: 'meta', fields: [{ name: 'note', type: 'text' }] },
          ],
        },
        { name: 'inner', type: 'text', hidden: true },
        { name: 'margin', type: 'number', access: { read: isEditor } },
        { name: 'authorName', type: 'text', virtual: 'author.name' },
        {
          name: 'shout',
          type: 'text',
          virtual: true,
          hooks: { afterRead: [({ data }) => `${String(data['title'])}!`] },
        },
      ],
    },
    {
      slug: 'people',
      labels: { singular: 'Person', plural: 'People' },
      access: { ...anybody, read: ({ req }) => (isEditor({ req }) ? true : { name: { not_equals: 'Hidden' } }) },
      fields: [
        { name: 'name', type: 'text' },
        { name: 'email', type: 'email', access: { read: isEditor } },
        { name: 'boss', type: 'relationship', relationTo: 'people' },
        { name: 'books', type: 'join', collection: 'books', on: 'author' },
      ],
    },
    {
      slug: 'shops',
      access: anybody,
      fields: [
        { name: 'id', type: 'text' },
        { name: 'city', type: 'text' },
      ],
    },
    {
      slug: 'news',
      access: anybody,
      fields: [
        { name: 'id', type: 'number' },
        { name: 'line', type: 'text' },
      ],
    },
    { slug: 'locked', fields: [{ name: 'line', type: 'text' }] },
  ],
  globals: [
    {
      slug: 'site-settings',
      access: { read: open, update: open },
      fields: [
        { name: 'name', type: 'text', defaultValue: 'Library' },
        { name: 'home', type: 'relationship', relationTo: 'books' },
      ],
    },
  ],
}

/** A few of everything. */
export async function fill({ content }: GraphqlServer): Promise<{ ids: Record<string, string> }> {
  const put = async (collection: string, data: object): Promise<string> =>
    String((await content.create({ collection, data }))['id'])
  const grace = await put('people', { name: 'Grace', email: 'grace@example.org' })
  const ada = await put('people', { name: 'Ada', email: 'ada@example.org', boss: grace })
  const hidden = await put('people', { name: 'Hidden' })
  const shop = await put('shops', { id: 'corner', city: 'Ulm' })
  const whole = await put('books', {
    title: 'Notes',
    tags: ['old', 'new'],
    blurb: 'Two\nlines',
    sample: 'a = 1',
    contact: 'x@example.org',
    handle: 'notes',
    secret: 'very secret indeed',
    stock: 3,
    grades: [1, 2.5],
    sold: true,
    published: '2026-01-31T08:00:00Z',
    status: 'out',
    kinds: ['poem'],
    binding: 'hard-cover',
    place: [9.99, 48.4],
    extra: { size: { width: 3 }, list: [1, 'x', null] },
    text: { type: 'doc', content: [{ type: 'paragraph', content: [{ type: 'text', text: 'Hello' }] }] },
    author: ada,
    others: [ada, hidden, grace],
    owner: { relationTo: 'shops', value: shop },
    seen: [
      { relationTo: 'people', value: ada },
      { relationTo: 'people', value: hidden },
      { relationTo: 'shops', value: shop },
    ],
    seo: { title: 'S', image: shop },
    chapters: [
      { name: 'One', pages: 10, by: grace },
      { name: 'Two', pages: 20, by: hidden },
    ],
    content: [
      { blockType: 'quote', text: 'Q', by: ada },
      { blockType: 'big-number', value: 42 },
    ],
    meta: { note: 'N' },
    inner: 'hidden',
    margin: 7,
  })
  const bare = await put('books', { title: 'Bare', author: grace, stock: 1 })
  const gone = await put('books', { title: 'Sold out', author: ada, stock: 0 })
  await content.create({ collection: 'news', data: { id: 5_000_000_000, line: 'N' } })
  await content.updateGlobal({ slug: 'site-settings', data: { home: bare } })
  return { ids: { grace, ada, hidden, shop, whole, bare, gone } }
}
