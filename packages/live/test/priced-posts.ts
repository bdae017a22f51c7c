import type { CollectionConfig } from '@crochet/content'

const anybody = () => true

export const everyone = { create: anybody, read: anybody, update: anybody, delete: anybody }

/** Live posts of everybody, whose price cannot be stored when it is below 0. */
export const pricedPosts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: everyone,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'price', type: 'number', min: 0 },
  ],
}
