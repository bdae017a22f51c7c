import type { CollectionConfig } from '../src/index.ts'
import { open } from './open-content.ts'

/** The collection that most examples of the seed are about: a title, and the hooks of the example. */
export const posts = (hooks: CollectionConfig['hooks'], more: CollectionConfig['fields'] = []): CollectionConfig => ({
  slug: 'posts',
  access: open,
  fields: [{ name: 'title', type: 'text' }, ...more],
  ...(hooks === undefined ? {} : { hooks }),
})
