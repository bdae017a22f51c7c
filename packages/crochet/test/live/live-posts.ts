import type { CollectionConfig } from '../../src/index.ts'
import { open } from '../project.ts'

/** Live posts of everybody. */
export const posts: CollectionConfig = {
  slug: 'posts',
  live: true,
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'body', type: 'textarea' },
    { name: 'price', type: 'number', min: 0 },
    { name: 'items', type: 'array', fields: [{ name: 'label', type: 'text' }] },
  ],
}

/** Nothing is stored before somebody asks for it. */
export const later = { debounce: 60_000, maxDebounce: 60_000 }
