import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { createContent, type CollectionConfig, type Content } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { openStorage } from '@crochet/storage'
import type { Contender } from '../contender.ts'
import type { Post } from '../post.ts'

const log = { info() {}, warn: console.warn, error: console.error }

export const posts: CollectionConfig = {
  slug: 'posts',
  fields: [
    { name: 'title', type: 'text', required: true },
    { name: 'slug', type: 'text', index: true },
    { name: 'body', type: 'textarea' },
    { name: 'views', type: 'number' },
    { name: 'published', type: 'checkbox' },
  ],
}

/** The content engine as an application has it: with an ambient scope, on SQLite in its defaults (WAL, synced at each commit). */
export async function openContent(
  file: string,
  collections: CollectionConfig[],
): Promise<{ content: Content; close: () => Promise<void> }> {
  const storage = await openStorage(`file:${file}`)
  const engine = createHooks({ scope: new AsyncLocalStorage() })
  const content = await createContent({ collections, engine, storage, log })
  await content.migrate()
  return { content, close: () => storage.close() }
}

export async function openCrochet(folder: string): Promise<Contender> {
  const { content, close } = await openContent(join(folder, 'crochet.db'), [posts])
  const collection = 'posts'
  return {
    create: async (data) => (await content.create({ collection, data: { ...data } })).id,
    findByID: async (id) => (await content.findByID({ collection, id: String(id) })) as Post,
    async page(page) {
      const { docs, totalDocs } = await content.find({ collection, page, limit: 10 })
      return { posts: docs as unknown as Post[], total: totalDocs }
    },
    update: async (id, data) => (await content.update({ collection, id: String(id), data })) as unknown as Post,
    async updateAll(title, data) {
      const { docs, errors } = await content.update({ collection, where: { title: { equals: title } }, data })
      if (errors.length > 0) throw new Error(errors[0]?.message)
      return docs.length
    },
    async deleteAll(title) {
      const { docs, errors } = await content.delete({ collection, where: { title: { equals: title } } })
      if (errors.length > 0) throw new Error(errors[0]?.message)
      return docs.length
    },
    createTogether: (all) =>
      Promise.all(all.map(async (data) => (await content.create({ collection, data: { ...data } })).id)),
    updateTogether: (ids, data) => Promise.all(ids.map((id) => content.update({ collection, id: String(id), data }))),
    close,
  }
}
