import { defineConfig, type CollectionConfig } from 'crochet'

const notes: CollectionConfig = {
  slug: 'notes',
  // Everybody may do everything: right for trying things out, and for nothing else.
  access: { create: () => true, read: () => true, update: () => true, delete: () => true },
  fields: [{ name: 'text', type: 'textarea', required: true }],
  hooks: {
    beforeValidate: [
      ({ data }) => (typeof data['text'] === 'string' ? { ...data, text: data['text'].trim() } : undefined),
    ],
  },
}

export default defineConfig({
  database: { url: process.env['DATABASE_URL'] ?? 'file:./data/crochet.db' },
  collections: [notes],
})
