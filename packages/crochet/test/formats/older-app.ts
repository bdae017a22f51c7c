import type { CrochetConfig } from '../../src/index.ts'

export const password = 'correct horse'
const open = { create: () => true, read: () => true, update: () => true, delete: () => true }

/** The application whose database was written by an older version. */
export const olderApp: CrochetConfig = {
  secret: 'a secret that is long enough for a test',
  database: { url: 'file:./older.db' },
  realtime: { debounce: 5, maxDebounce: 20 },
  collections: [
    { slug: 'users', auth: true, fields: [{ name: 'role', type: 'text' }] },
    {
      slug: 'posts',
      access: open,
      fields: [
        { name: 'title', type: 'text', required: true },
        { name: 'author', type: 'relationship', relationTo: 'users' },
        { name: 'items', type: 'array', fields: [{ name: 'price', type: 'number' }] },
      ],
    },
  ],
  globals: [{ slug: 'settings', fields: [{ name: 'name', type: 'text' }] }],
}
