import type { ContentConfig, FieldConfig } from '../src/index.ts'

const tenant: FieldConfig = { name: 'tenant', type: 'text' }

export const narrow: ContentConfig = {
  collections: [{ slug: 'posts', timestamps: false, fields: [{ name: 'title', type: 'text' }, tenant] }],
}

/** As `narrow` with more fields, a new collection, and three indexes that take a while to make. */
export const wide: ContentConfig = {
  collections: [
    {
      slug: 'posts',
      timestamps: false,
      fields: [
        { name: 'title', type: 'text', unique: true },
        { ...tenant, index: true },
        { name: 'views', type: 'number', index: true },
      ],
      indexes: [{ fields: ['tenant', 'title'], unique: true }],
    },
    { slug: 'drafts', fields: [] },
  ],
}
