import { createApp, type App } from 'crochet'
import config from './crochet.config.ts'

const app = await createApp(config, { root: import.meta.dirname })
console.log(app.report())
try {
  await listen(app)
} catch (error) {
  const { message, hint = '' } = error as Error & { hint?: string }
  console.error(`\n${message} ${hint}`)
  await app.close()
  process.exitCode = 1
}

async function listen(booted: App): Promise<void> {
  const { url } = await booted.listen({
    port: Number(process.env['PORT'] ?? 3000),
    host: process.env['HOST'] ?? '127.0.0.1',
  })
  console.log(`
  page        ${url}/
  REST        ${url}/api/posts   ${url}/api/orders   ${url}/api/globals/settings
  what it has ${url}/api/reference
  GraphQL     ${url}/api/graphql
  WebSocket   ${url.replace('http', 'ws')}/collab
  hooks, live ${url}/api/hooks/feed
`)
}
