import type { CollectionConfig } from 'crochet'
import { generateSlug } from '../slug.ts'

interface Item {
  price?: number | null
}

type Request = { req: { user: { role?: string } | null } }

/** Everybody with a token or an account, but for readers. */
const isWriter = ({ req }: Request) => req.user !== null && req.user.role !== 'reader'

export const posts: CollectionConfig = {
  slug: 'posts',
  // Its documents are edited together: every edit goes through these hooks, whichever door it comes through.
  live: true,
  access: { create: () => true, read: () => true, update: isWriter, delete: () => true },
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
    { name: 'body', type: 'richText' },
    { name: 'status', type: 'select', options: ['draft', 'published'], defaultValue: 'draft' },
    {
      name: 'items',
      label: 'What the story costs',
      type: 'array',
      maxRows: 50,
      fields: [
        { name: 'name', type: 'text' },
        {
          name: 'price',
          type: 'number',
          // Validation by a rule of one's own: its message is shown at the field, in every window that is open.
          validate: (value) => (typeof value === 'number' && value < 0 ? 'A price cannot be negative' : true),
        },
      ],
    },
    { name: 'total', type: 'number' },
  ],
  hooks: {
    beforeChange: [
      ({ data, context }) => {
        context.originalData = { ...data }
        return data
      },
      ({ data }) => {
        // Calculate what the story costs
        if (Array.isArray(data.items)) {
          data.total = (data.items as Item[]).reduce((sum, { price }) => sum + (price ?? 0), 0)
        }
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
