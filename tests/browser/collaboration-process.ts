// The server of the browser tests, in a process of its own, so that it can be killed. Prints its port when it is ready.
import { Server } from '@crochet/realtime'

const server = new Server({
  address: '127.0.0.1',
  port: Number(process.env['PORT']),
  journal: { url: process.env['JOURNAL_URL'] ?? '' },
  quiet: true,
})
await server.listen()
console.log(`port ${server.address?.port}`)
