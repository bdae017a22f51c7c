import type { CollectionConfig } from 'crochet'

/** Everybody reads what is published; the rest is for whoever is signed in. */
export const posts: CollectionConfig = {
  slug: 'posts',
  access: {
    read: ({ req }) => req.user !== null || { status: { equals: 'published' } },
  },
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'slug', type: 'slug' },
    { name: 'body', type: 'textarea' },
    { name: 'status', type: 'select', options: ['draft', 'published'], defaultValue: 'draft', index: true },
    { name: 'publishedAt', type: 'date' },
  ],
  hooks: {
    beforeChange: [
      // The day of the first publication: `merged` is the document as it would be stored now.
      ({ data, merged }) =>
        merged['status'] === 'published' && merged['publishedAt'] == null
          ? { ...data, publishedAt: new Date().toISOString() }
          : undefined,
    ],
  },
}
