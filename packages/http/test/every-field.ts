import type { CollectionConfig, GlobalConfig } from '@crochet/content'

const open = (): boolean => true
const anybody = { create: open, read: open, update: open, delete: open }

/** A collection with a field of every type, and one that it refers to. */
export const everyField: CollectionConfig[] = [
  {
    slug: 'every-field',
    labels: { singular: 'Thing', plural: '<script>Things</script>' },
    access: anybody,
    fields: [
      { name: 'title', type: 'text', required: true, minLength: 2, maxLength: 50, label: 'The <b>title</b>' },
      { name: 'tags', type: 'text', hasMany: true, maxRows: 3 },
      { name: 'body', type: 'textarea' },
      { name: 'source', type: 'code' },
      { name: 'mail', type: 'email' },
      { name: 'slug', type: 'slug' },
      { name: 'pin', type: 'password' },
      { name: 'count', type: 'number', min: 0, max: 10, defaultValue: 1 },
      { name: 'on', type: 'checkbox' },
      { name: 'at', type: 'date' },
      { name: 'size', type: 'select', options: ['s', { label: 'Large', value: 'l' }] },
      { name: 'sizes', type: 'select', hasMany: true, options: ['s', 'l'] },
      { name: 'color', type: 'radio', options: ['red', 'blue'] },
      { name: 'place', type: 'point' },
      { name: 'meta', type: 'json' },
      { name: 'text', type: 'richText' },
      { name: 'maker', type: 'relationship', relationTo: 'makers' },
      { name: 'makers', type: 'relationship', relationTo: 'makers', hasMany: true },
      { name: 'any', type: 'relationship', relationTo: ['makers'] },
      { name: 'seo', type: 'group', fields: [{ name: 'title', type: 'text', required: true }] },
      { name: 'rows', type: 'array', minRows: 1, fields: [{ name: 'text', type: 'text', required: true }] },
      {
        name: 'content',
        type: 'blocks',
        blocks: [
          { slug: 'quote', fields: [{ name: 'text', type: 'text', required: true }] },
          { slug: 'rule', fields: [{ name: 'width', type: 'number' }] },
        ],
      },
      { type: 'row', fields: [{ name: 'inRow', type: 'text' }] },
      { type: 'tabs', tabs: [{ name: 'tab', fields: [{ name: 'inTab', type: 'text' }] }] },
      { name: 'hiddenField', type: 'text', hidden: true },
    ],
  },
  {
    slug: 'makers',
    labels: { singular: 'Errors' },
    access: anybody,
    timestamps: false,
    fields: [
      { name: 'id', type: 'number' },
      { name: 'name', type: 'text' },
      { name: 'things', type: 'join', collection: 'every-field', on: 'maker' },
    ],
  },
]

export const aThing = {
  title: 'A thing',
  tags: ['a'],
  mail: 'ada@example.org',
  pin: 'a long password',
  at: '2026-01-31T08:00:00Z',
  size: 's',
  sizes: ['s', 'l'],
  color: 'red',
  place: [13.4, 52.5],
  meta: { a: [1] },
  text: { type: 'doc', content: [] },
  maker: 1,
  makers: [1],
  any: { relationTo: 'makers', value: 1 },
  seo: { title: 'x' },
  rows: [{ text: 'x' }],
  content: [{ blockType: 'quote', text: 'x' }, { blockType: 'rule' }],
}

export const everyGlobal: GlobalConfig = {
  slug: 'site-name',
  fields: [{ name: 'name', type: 'text', required: true }],
}
