import { createApp } from 'crochet'
import config from './crochet.config.ts'

const app = await createApp(config, { root: import.meta.dirname })
console.log(app.report())

const { url } = await app.listen({
  port: Number(process.env['PORT'] ?? 3000),
  host: process.env['HOST'] ?? '127.0.0.1',
})
console.log(`
  page        ${url}/
  REST        ${url}/api/posts   ${url}/api/orders   ${url}/api/globals/settings
  WebSocket   ${url.replace('http', 'ws')}/collab
  hooks, live ${url}/api/hooks/feed
`)
