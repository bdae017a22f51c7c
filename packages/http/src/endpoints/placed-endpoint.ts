import type { Content, Endpoint } from '@crochet/content'

/** An endpoint, and whose it is. */
export interface PlacedEndpoint {
  readonly endpoint: Endpoint
  /** What comes before its own path. */
  readonly base: string
  /** Slug of the collection that it is of: its `afterError` hooks run for errors. */
  readonly collection?: string
}

/** The endpoints of the root, then those of collections and of globals. */
export function placedEndpoints(ofRoot: readonly Endpoint[], content: Content): PlacedEndpoint[] {
  return [
    ...ofRoot.map((endpoint) => ({ endpoint, base: '/api' })),
    ...content.collections.flatMap(({ slug, endpoints }) =>
      listOf(endpoints).map((endpoint) => ({ endpoint, base: `/api/${slug}`, collection: slug })),
    ),
    ...content.globals.flatMap(({ slug, endpoints }) =>
      listOf(endpoints).map((endpoint) => ({ endpoint, base: `/api/globals/${slug}` })),
    ),
  ]
}

const listOf = (endpoints: readonly Endpoint[] | false = []): readonly Endpoint[] => endpoints || []
