import type { CollectionConfig } from '../src/index.ts'
import { open, type Opened } from './open-content.ts'

/** A collection of titles and views with these hooks; in `tags` a title is unique. */
export const withHooks = (slug: string, hooks: CollectionConfig['hooks'] = {}): CollectionConfig => ({
  slug,
  access: open,
  hooks,
  fields: [
    { name: 'title', type: 'text', unique: slug === 'tags' },
    { name: 'views', type: 'number' },
  ],
})

/** The titles that are stored, in order. */
export const titles = async ({ content }: Opened, collection: string): Promise<string[]> =>
  (await content.find({ collection, sort: 'title', limit: 250 })).docs.map((doc) => doc['title'])
