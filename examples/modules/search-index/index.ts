import { resolve } from 'node:path'
import { Forbidden, type AppConfig, type EndpointRequest, type HookModule } from 'crochet'
import { FullText, type Place } from './full-text.ts'

const defaults = {
  /** Which fields are searched, by collection. */
  collections: {} as Record<string, string[]>,
  /** Below the application's root. */
  file: 'data/search.db',
}

/** How many of the best are looked at for the ones that somebody may read. */
const candidates = 200
const most = 50

type Doc = Readonly<Record<string, unknown>>
type Found = { readonly docs: readonly Doc[]; readonly nextPage?: number | null }

/** `GET /api/search?q=…&limit=…`: full-text search in what the caller may read, kept in step by `afterCommit`. */
export default ((app) => {
  let index: FullText | undefined
  let fields: ReadonlyMap<string, readonly string[]>

  return {
    defaults,

    configure(config: AppConfig) {
      const { collections } = this.defaults as typeof defaults
      fields = new Map(Object.entries(collections))
      for (const [slug, names] of fields) checkFields(config, slug, names)
    },

    async initialize() {
      const { file } = this.defaults as typeof defaults
      index = new FullText(resolve(app.config.appPath, file), JSON.stringify([...fields]))
      // After a crash it may lack what was committed just before: it is made from what it is about, so it can be made again.
      if (index.stale) await rebuild()

      app.hooks.on('*:afterCommit', {
        id: 'search-index',
        handler: ({ operation, collection, doc }) => {
          if (collection === undefined) return
          if (operation === 'delete') index?.delete({ collection: collection.slug, id: doc['id'] })
          else put(collection.slug, doc)
        },
      })
      app.endpoints.push({ method: 'get', path: '/search', handler: answer })
    },

    destroy() {
      index?.finish()
    },

    commands: {
      'search:rebuild': {
        description: 'makes the search index again from what is stored',
        async run() {
          console.log(`${await rebuild()} documents are in the search index`)
        },
      },
    },
  }

  /** @returns how many documents are in it */
  async function rebuild(): Promise<number> {
    let count = 0
    index?.clear()
    for (const collection of fields.keys()) {
      for (let page: number | undefined = 1; page !== undefined;) {
        const found: Found = await app.find({ collection, sort: 'id', limit: 100, page, depth: 0 })
        for (const doc of found.docs) put(collection, doc)
        count += found.docs.length
        page = found.nextPage ?? undefined
      }
    }
    return count
  }

  function put(collection: string, doc: Doc): void {
    const names = fields.get(collection)
    if (names === undefined) return
    const text = names
      .map((name) => doc[name])
      .filter((value) => typeof value === 'string' || typeof value === 'number')
    index?.put({ collection, id: doc['id'] as string }, text.join('\n'))
  }

  async function answer(req: EndpointRequest): Promise<Response> {
    const asked = new URL(req.url).searchParams
    const limit = Math.min(Math.max(Math.trunc(Number(asked.get('limit') ?? 20)) || 0, 1), most)
    const places = index?.search(asked.get('q') ?? '', candidates) ?? []
    const readable = await readableDocs(places, req)
    const results = places.flatMap((place) => {
      const doc = readable.get(keyOf(place))
      return doc === undefined ? [] : [{ collection: place.collection, doc }]
    })
    return Response.json({ results: results.slice(0, limit) })
  }

  /** The rules of access decide, as for any other question: the index only says where to look. */
  async function readableDocs(places: readonly Place[], req: EndpointRequest): Promise<Map<string, Doc>> {
    const docs = new Map<string, Doc>()
    for (const [collection, of] of Map.groupBy(places, (place) => place.collection)) {
      const where = { id: { in: of.map(({ id }) => id) } }
      const found = await app.find({ collection, where, req, limit: candidates, depth: 0 }).catch(nothingIfForbidden)
      for (const doc of found.docs) docs.set(keyOf({ collection, id: doc['id'] }), doc)
    }
    return docs
  }
}) satisfies HookModule

const keyOf = ({ collection, id }: Place): string => `${collection}/${id}`

function nothingIfForbidden(error: unknown): { docs: [] } {
  if (error instanceof Forbidden) return { docs: [] }
  throw error
}

/** A field that not everybody may read must not be found by its words either. */
function checkFields(config: AppConfig, slug: string, names: readonly string[]): void {
  const collection = config.collections?.find((one) => one.slug === slug)
  if (collection === undefined) throw new Error(`There is no collection "${slug}" to search in`)
  for (const name of names) {
    const field = collection.fields.find((one) => 'name' in one && one.name === name)
    if (field === undefined) throw new Error(`"${slug}" has no field "${name}" at its top level`)
    if ('access' in field && field.access?.read !== undefined) {
      throw new Error(`"${slug}.${name}" has a rule for reading, so it cannot be searched`)
    }
  }
}
