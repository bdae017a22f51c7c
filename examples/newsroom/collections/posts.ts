import type { CollectionConfig } from 'crochet'
import { generateSlug } from '../slug.ts'

export const posts: CollectionConfig = {
  slug: 'posts',
  access: { create: () => true, read: () => true, update: () => true, delete: () => true },
  fields: [
    {
      name: 'title',
      type: 'text',
      required: true,
      maxLength: 200,
      hooks: {
        beforeValidate: [({ value }) => (typeof value === 'string' ? value.trim() : value)],
      },
    },
    {
      name: 'slug',
      type: 'text',
      unique: true,
      hooks: {
        beforeChange: [
          ({ value, data }) => {
            // Auto-generate slug from title if not provided
            if (!value && typeof data?.title === 'string') return generateSlug(data.title)
            return value
          },
        ],
      },
    },
    { name: 'body', type: 'textarea' },
    { name: 'status', type: 'select', options: ['draft', 'published'], defaultValue: 'draft' },
  ],
  hooks: {
    beforeChange: [
      ({ data, context }) => {
        context.originalData = { ...data }
        return data
      },
    ],
    afterChange: [
      ({ doc, operation }) => {
        // Runs without blocking the response
        setTimeout(() => console.log(`newsroom: ${operation} of post "${String(doc.title)}"`), 0)
        return doc
      },
    ],
  },
}
