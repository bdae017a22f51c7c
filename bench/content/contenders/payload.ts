import { join } from 'node:path'
import { sqliteAdapter } from '@payloadcms/db-sqlite'
import { buildConfig, getPayload, type SanitizedConfig } from 'payload'
import type { Contender, Id } from '../contender.ts'
import type { Post } from '../post.ts'

const collection = 'posts'

/** Payload in its defaults: a file, no transactions, the sync level of its database driver. */
export function payloadConfig(url: string): Promise<SanitizedConfig> {
  return buildConfig({
    secret: 'benchmark',
    telemetry: false,
    logger: { options: { level: 'error' } },
    db: sqliteAdapter({ client: { url } }),
    typescript: { autoGenerate: false },
    collections: [
      {
        slug: collection,
        fields: [
          { name: 'title', type: 'text', required: true },
          { name: 'slug', type: 'text', index: true },
          { name: 'body', type: 'textarea' },
          { name: 'views', type: 'number' },
          { name: 'published', type: 'checkbox' },
        ],
      },
    ],
  })
}

export async function openPayload(folder: string): Promise<Contender> {
  const config = payloadConfig(`file:${join(folder, 'payload.db')}`)
  const payload = await getPayload({ config })
  const create = async (data: Post): Promise<Id> => (await payload.create({ collection, data })).id
  return {
    create,
    findByID: async (id) => (await payload.findByID({ collection, id })) as unknown as Post,
    async page(page) {
      const { docs, totalDocs } = await payload.find({ collection, page, limit: 10 })
      return { posts: docs as unknown as Post[], total: totalDocs }
    },
    update: async (id, data) => (await payload.update({ collection, id, data })) as unknown as Post,
    async updateAll(title, data) {
      const { docs, errors } = await payload.update({ collection, where: { title: { equals: title } }, data })
      if (errors.length > 0) throw new Error(errors[0]?.message)
      return docs.length
    },
    async deleteAll(title) {
      const { docs, errors } = await payload.delete({ collection, where: { title: { equals: title } } })
      if (errors.length > 0) throw new Error(errors[0]?.message)
      return docs.length
    },
    createTogether: (all) => Promise.all(all.map(create)),
    updateTogether: (ids, data) => Promise.all(ids.map((id) => payload.update({ collection, id, data }))),
    close: () => payload.destroy(),
  }
}
