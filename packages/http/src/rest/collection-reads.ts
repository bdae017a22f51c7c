import { idReader, type CollectionConfig, type Content } from '@crochet/content'
import { queryNames } from './query-names.ts'
import type { ReadRoute } from './read-route.ts'

/** The routes of one collection that only read, below `/api/<slug>`. Every one is an operation of the Local API with access enforced. */
export function collectionReads(collection: CollectionConfig, content: Content): ReadRoute[] {
  const { slug } = collection
  const url = `/api/${slug}`
  const readID = idReader(collection)
  return [
    {
      url,
      collection: slug,
      names: queryNames.find,
      read: (asked) => content.find({ collection: slug, ...asked }),
    },
    {
      url: `${url}/count`,
      collection: slug,
      names: queryNames.count,
      read: (asked) => content.count({ collection: slug, ...asked }),
    },
    {
      url: `${url}/distinct`,
      collection: slug,
      names: queryNames.distinct,
      read: ({ field = '', sort, ...asked }) =>
        content.findDistinct({ collection: slug, field, ...(sort !== undefined && { sort: String(sort) }), ...asked }),
    },
    {
      url: `${url}/:id`,
      collection: slug,
      names: queryNames.findByID,
      read: (asked, id) => content.findByID({ collection: slug, id: readID(id), ...asked }),
    },
  ]
}
