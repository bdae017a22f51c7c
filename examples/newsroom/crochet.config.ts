import { defineConfig } from 'crochet'
import { orders } from './collections/orders.ts'
import { posts } from './collections/posts.ts'
import { users } from './collections/users.ts'
import { settings } from './globals/settings.ts'
import { realtimeHooks } from './realtime.ts'

export default defineConfig({
  database: { url: process.env['DATABASE_URL'] ?? 'file:./data/crochet.db' },
  collections: [posts, orders, users],
  globals: [settings],
  hooks: {
    afterError: [
      ({ error, source }) => {
        console.error(`newsroom: an error came through ${source}: ${error.message}`)
      },
    ],
    ...realtimeHooks,
  },
  modules: { 'hook-feed': { listeners: 50 } },
  realtime: { debounce: 2000, maxDebounce: 10_000 },
})
