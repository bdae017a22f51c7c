import { APIError, type App, type AppConfig, type CollectionConfig, type HookModule } from 'crochet'

const defaults = {
  /** Slug of the collection that entries go to. */
  collection: 'audit-log',
  /** Writes down the values before and after as well, not only which fields changed. */
  values: false,
  /** Fields whose values are never written down, whatever the collection. */
  omit: ['password', 'apiKey'],
}

/** One write or sign-in, as it is noted. */
interface Event {
  readonly action: string
  readonly collection: string
  readonly document: unknown
  readonly changes?: unknown
  readonly req: { readonly user: { collection?: string; id?: unknown } | null; source: string; ip?: string | undefined }
}

/**
 * Notes every write of every collection and global, and every sign-in, in a collection of its own. An entry is written in the
 * transaction of what it tells of: so there is none for a write that was rolled back, and no write without one.
 */
export default ((app) => ({
  defaults,

  configure(config: AppConfig) {
    const { collection } = this.defaults as typeof defaults
    config.collections = [...(config.collections ?? []), entries(collection)]
  },

  initialize() {
    const { collection: own, values, omit } = this.defaults as typeof defaults
    const note = async ({ action, collection, document, changes, req }: Event): Promise<void> => {
      if (collection === own) return
      const who =
        req.user === null ? (req.source === 'local' ? 'system' : 'nobody') : `${req.user.collection}/${req.user.id}`
      const data = { action, collection, document: String(document), who, source: req.source, ip: req.ip, changes }
      await app.create({ collection: own, data, overrideAccess: true })
    }
    const onWrite = { id: 'audit-log', stage: 'late' } as const
    const { collections = [], globals = [] } = app.config

    for (const { owner, name } of [
      { owner: '*', name: undefined },
      ...globals.map(({ slug }) => ({ owner: `globals/${slug}`, name: `globals/${slug}` })),
    ]) {
      app.hooks.on(`${owner}:afterChange`, {
        ...onWrite,
        handler: async ({ operation, collection, doc, previousDoc, changed, req }) => {
          const changes = values ? differences({ before: previousDoc, after: doc, changed, omit }) : topLevel(changed)
          await note({
            action: operation,
            collection: name ?? collection?.slug ?? '',
            document: doc['id'],
            changes,
            req,
          })
        },
      })
    }
    app.hooks.on('*:afterDelete', {
      ...onWrite,
      handler: ({ collection, id, req }) =>
        note({ action: 'delete', collection: collection?.slug ?? '', document: id, req }),
    })
    for (const { slug } of collections.filter(({ auth }) => auth !== undefined && auth !== false)) {
      const signIn = { collection: slug } as const
      app.hooks.on(`${slug}:afterLogin`, {
        ...onWrite,
        handler: ({ user, req }) => note({ ...signIn, action: 'login', document: user['id'], req }),
      })
      app.hooks.on(`${slug}:afterLogout`, {
        ...onWrite,
        handler: ({ user, req }) => note({ ...signIn, action: 'logout', document: user['id'], req }),
      })
    }
  },

  commands: {
    'audit:tail': {
      description: 'the last entries of the audit log',
      usage: '[count]',
      // Ids are in the order of time, also within a millisecond.
      async run(booted: App, [count = '20']: string[]) {
        const { collection } = booted.config.hook.settings['audit-log'] as unknown as typeof defaults
        const { docs } = await booted.find({ collection, sort: '-id', limit: count })
        for (const entry of docs.toReversed()) {
          const { createdAt, who, action, document, source } = entry
          console.log(`${createdAt}  ${who}  ${action} ${entry['collection']}/${document}  (${source})`)
        }
      },
    },
  },
})) satisfies HookModule

/** Whoever is signed in may read; nobody, not even the system, may change or delete. */
function entries(slug: string): CollectionConfig {
  const never = (): boolean => false
  const refuse = (): never => {
    throw new APIError('Entries of the audit log stay as they are.', 403)
  }
  return {
    slug,
    access: { create: never, update: never, delete: never },
    defaultSort: '-createdAt',
    fields: [
      { name: 'action', type: 'text', required: true, index: true },
      { name: 'collection', type: 'text', required: true, index: true },
      { name: 'document', type: 'text', index: true },
      { name: 'who', type: 'text', required: true, index: true },
      { name: 'source', type: 'text', required: true },
      { name: 'ip', type: 'text' },
      { name: 'changes', type: 'json' },
    ],
    hooks: {
      beforeChange: [({ operation }) => (operation === 'create' ? undefined : refuse())],
      beforeDelete: [refuse],
    },
  }
}

const topLevel = (changed: ReadonlySet<string>): string[] => [...changed].filter((path) => !path.includes('.'))

type Values = Readonly<Record<string, unknown>>

/** `{ title: { before, after } }` for what changed; `changed` alone for what may not be told. */
function differences(write: {
  before: Values | undefined
  after: Values
  changed: ReadonlySet<string>
  omit: readonly string[]
}): Record<string, unknown> {
  const { before, after, changed, omit } = write
  const told = (name: string): unknown =>
    omit.includes(name) ? 'changed' : { before: before?.[name] ?? null, after: after[name] ?? null }
  return Object.fromEntries(topLevel(changed).map((name) => [name, told(name)]))
}
