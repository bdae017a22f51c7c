/** Crochet: the content engine behind its HTTP door, in its defaults. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import { createContent, type CollectionConfig } from '@crochet/content'
import { createHooks } from '@crochet/hooks'
import { createHttp } from '@crochet/http'
import { openStorage } from '@crochet/storage'
import { authorName, authors, stock, tell } from '../stock.ts'

const log = { debug() {}, info() {}, warn: console.warn, error: console.error }
const anybody = (): boolean => true
const open = { read: anybody, create: anybody }
const collections: CollectionConfig[] = [
  { slug: 'authors', access: open, fields: [{ name: 'name', type: 'text' }] },
  {
    slug: 'posts',
    access: open,
    fields: [
      { name: 'title', type: 'text', required: true },
      { name: 'slug', type: 'text', index: true },
      { name: 'body', type: 'textarea' },
      { name: 'views', type: 'number' },
      { name: 'published', type: 'checkbox' },
      { name: 'author', type: 'relationship', relationTo: 'authors' },
    ],
  },
]
const storage = await openStorage(`file:${join(process.argv[2] ?? '', 'crochet.db')}`)
const content = await createContent({
  collections,
  engine: createHooks({ scope: new AsyncLocalStorage() }),
  storage,
  log,
})
await content.migrate()

const writers: string[] = []
for (let number = 0; number < authors; number++) {
  writers.push(String((await content.create({ collection: 'authors', data: { name: authorName(number) } })).id))
}
const ids: string[] = []
for (const { by, ...data } of stock) {
  ids.push(String((await content.create({ collection: 'posts', data: { ...data, author: writers[by] } })).id))
}
const door = await createHttp({ content, log })
const { url } = await door.listen({ port: 0 })
tell({ port: Number(new URL(url).port), ids })
