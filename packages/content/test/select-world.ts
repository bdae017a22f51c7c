import type { CollectionConfig, Doc, FieldAccessRule, FieldConfig, Untyped } from '../src/index.ts'
import { open } from './open-content.ts'

/**
 * Two collections with fields of every shape, that refer to each other. Of `plain` only some columns are read when only some fields
 * are selected; those of `guarded` have rules, one of which looks at the document.
 */

const isAdmin = ({ req }: Untyped): boolean => req.user?.['role'] === 'admin'
const isOpen = ({ doc }: Untyped): boolean => (doc as Doc | undefined)?.['kind'] !== 'a'

interface Guard {
  readonly access?: { readonly read: FieldAccessRule }
}

interface Guards {
  readonly admins: Guard
  readonly open: Guard
}

const fieldsOf = (slug: string, { admins, open: whenOpen }: Guards): FieldConfig[] => [
  { name: 'title', type: 'text' },
  { name: 'kind', type: 'select', options: ['a', 'b'] },
  { name: 'inside', type: 'text', hidden: true },
  { name: 'note', type: 'text', ...admins },
  { name: 'pass', type: 'password' },
  { name: 'meta', type: 'json', ...whenOpen },
  { name: 'tags', type: 'text', hasMany: true },
  { name: 'made', type: 'text', virtual: true },
  { name: 'nextTitle', type: 'textarea', virtual: 'next.seo.title' },
  { name: 'bossMeta', type: 'json', virtual: 'boss.meta' },
  { name: 'bossNote', type: 'text', virtual: 'next.boss.note', ...whenOpen },
  {
    type: 'row',
    fields: [
      { name: 'next', type: 'relationship', relationTo: 'plain' },
      { type: 'collapsible', fields: [{ name: 'boss', type: 'relationship', relationTo: 'guarded', ...whenOpen }] },
    ],
  },
  { name: 'links', type: 'relationship', relationTo: 'guarded', hasMany: true },
  { name: 'ref', type: 'relationship', relationTo: ['plain', 'guarded'] },
  { name: 'refs', type: 'relationship', relationTo: ['plain', 'guarded'], hasMany: true, ...admins },
  { name: 'from', type: 'join', collection: 'plain', on: slug === 'plain' ? 'next' : 'boss', defaultLimit: 2 },
  { name: 'linked', type: 'join', collection: 'guarded', on: slug === 'plain' ? 'refs' : 'links' },
  {
    type: 'tabs',
    tabs: [
      { label: 'Text', fields: [{ name: 'body', type: 'textarea' }] },
      {
        name: 'seo',
        fields: [
          { name: 'title', type: 'text' },
          { name: 'note', type: 'text', ...admins },
          {
            name: 'deep',
            type: 'group',
            hidden: slug === 'plain',
            fields: [
              { name: 'x', type: 'text' },
              { name: 'y', type: 'text', ...whenOpen },
              { name: 'link', type: 'relationship', relationTo: 'plain' },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'items',
    type: 'array',
    fields: [
      { name: 'price', type: 'number' },
      { name: 'note', type: 'text', hidden: true },
      { name: 'ref', type: 'relationship', relationTo: ['plain', 'guarded'] },
      {
        name: 'size',
        type: 'group',
        fields: [
          { name: 'w', type: 'number' },
          { name: 'h', type: 'number', ...admins },
        ],
      },
      {
        name: 'parts',
        type: 'array',
        ...whenOpen,
        fields: [
          { name: 'name', type: 'text' },
          { name: 'of', type: 'text' },
        ],
      },
    ],
  },
  {
    name: 'content',
    type: 'blocks',
    blocks: [
      {
        slug: 'quote',
        fields: [
          { name: 'text', type: 'text' },
          { name: 'by', type: 'relationship', relationTo: 'guarded' },
          { name: 'note', type: 'text', ...admins },
        ],
      },
      {
        slug: 'list',
        fields: [
          { name: 'text', type: 'number' },
          {
            name: 'rows',
            type: 'array',
            fields: [
              { name: 'text', type: 'text' },
              { name: 'n', type: 'number' },
            ],
          },
        ],
      },
    ],
  },
]

export const plain: CollectionConfig = {
  slug: 'plain',
  access: open,
  defaultPopulate: { title: true, seo: { deep: { link: false } }, content: { quote: { by: true } } },
  fields: fieldsOf('plain', { admins: {}, open: {} }),
}

export const guarded: CollectionConfig = {
  slug: 'guarded',
  access: { ...open, read: (args) => isAdmin(args) || { title: { not_equals: 'private' } } },
  timestamps: false,
  fields: fieldsOf('guarded', { admins: { access: { read: isAdmin } }, open: { access: { read: isOpen } } }),
}

export const collections: readonly CollectionConfig[] = [plain, guarded]
