import { defineConfig } from 'crochet'
import { posts } from './collections/posts.ts'
import { users } from './collections/users.ts'

export default defineConfig({
  database: { url: process.env['DATABASE_URL'] ?? 'file:./data/crochet.db' },
  collections: [posts, users],
  modules: { 'reading-time': { wordsPerMinute: 220 } },
})
