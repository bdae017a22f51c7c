// The application in a process of its own, which is killed. Told the folder, it tells the port.
import { flushCompileCache } from 'node:module'
import { openThings, type OpenThings } from './open-things.ts'

let opened: OpenThings | undefined

async function start(folder: string): Promise<void> {
  opened = await openThings(folder, 'fatal')
  process.send?.({ port: opened.port })
}

async function stop(): Promise<void> {
  await opened?.app.close()
  process.exit(0)
}

process.on('message', (order: { folder?: string }) => void (order.folder === undefined ? stop() : start(order.folder)))
// The harness is gone.
process.once('disconnect', () => process.exit(3))
// For the processes to come; this one will be killed before it would do so by itself.
flushCompileCache()
process.send?.('ready')
