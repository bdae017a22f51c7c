import { randomInt } from 'node:crypto'
import type { App, AppConfig, CollectionConfig, FieldConfig, HookModule, Waterfall } from 'crochet'

/** What handlers of `slug:beforeGenerate` are given. */
export interface BeforeGenerate {
  /** What the slug is made from. A returned text replaces it. */
  text: string
  readonly collection: string
  /** What the caller sent. */
  readonly data: Readonly<Record<string, unknown>>
}

declare module 'crochet' {
  interface HookPoints {
    /** A slug is about to be made. A throw refuses the write. */
    'slug:beforeGenerate': Waterfall<BeforeGenerate, 'text'>
  }
}

const defaults = {
  /** Which collections get a slug, from which field. `follow`: it changes when that field does. Default: it stays. */
  collections: {} as Record<string, { from?: string; name?: string; follow?: boolean }>,
  maxLength: 80,
}

/** Gives collections a field with a unique slug, and the application a hook point to have a say in it. */
export default ((app) => {
  const beforeGenerate = app.hooks.define('slug:beforeGenerate', { kind: 'waterfall', key: 'text' })

  return {
    defaults,

    configure(config: AppConfig) {
      const { collections, maxLength } = this.defaults as typeof defaults
      for (const slug of Object.keys(collections)) {
        if (!config.collections?.some((one) => one.slug === slug)) throw new Error(`There is no collection "${slug}"`)
      }
      config.collections = config.collections?.map((collection) => {
        const settings = collections[collection.slug]
        return settings === undefined ? collection : withSlug(collection, { ...settings, maxLength })
      })
    },
  }

  function withSlug(
    collection: CollectionConfig,
    settings: { from?: string; name?: string; follow?: boolean; maxLength: number },
  ): CollectionConfig {
    const { from = 'title', name = 'slug', follow = false, maxLength } = settings
    const field: FieldConfig = {
      name,
      type: 'text',
      // Two writes at the same time may find the same one free: then the database refuses the second.
      unique: true,
      hooks: {
        beforeValidate: [
          async ({ value, data, originalDoc }) => {
            const source: unknown = data[from]
            const asked = value === null || value === ''
            const changes = follow && source !== undefined && source !== originalDoc?.[from]
            // A slug is in links: it stays unless somebody asks for another, by sending an empty one.
            if (!asked && (value !== undefined || (originalDoc?.[name] != null && !changes))) return undefined
            const text = String(source ?? originalDoc?.[from] ?? '')
            const said = await beforeGenerate.call({ text, collection: collection.slug, data })
            const wanted = { collection: collection.slug, name, slug: slugOf(said, maxLength), id: originalDoc?.['id'] }
            return wanted.slug === '' ? undefined : firstFree(app, wanted)
          },
        ],
      },
    }
    return { ...collection, fields: [...collection.fields, field] }
  }
}) satisfies HookModule

/** `Été à la Côte!` → `ete-a-la-cote`. */
function slugOf(text: string, maxLength: number): string {
  const words = text
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
  return words
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, maxLength)
    .replace(/-$/, '')
}

/** `slug`, else `slug-2`, `slug-3` and so on: the first that no other document has. Where twenty are taken, one made by chance. */
async function firstFree(
  app: App,
  wanted: { collection: string; name: string; slug: string; id: unknown },
): Promise<string> {
  const { collection, name, slug, id } = wanted
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? slug : `${slug}-${number <= 20 ? number : randomInt(2 ** 40).toString(36)}`
    const where = { [name]: { equals: candidate }, ...(id === undefined ? {} : { id: { not_equals: id } }) }
    const { totalDocs } = await app.count({ collection, where, overrideAccess: true })
    if (totalDocs === 0) return candidate
  }
}
