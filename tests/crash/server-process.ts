// The server that is killed. Started with `--import ./instrument.ts`; told what to do over the IPC channel.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { Server } from '@crochet/realtime'
import * as Y from 'yjs'
import type { Armed } from './instrument.ts'
import { storedFile } from './stored-state.ts'

export type Mode = 'store' | 'ahead'

/** From the harness. */
export type Order =
  | { readonly order: 'start'; readonly folder: string; readonly mode: Mode; readonly path: string }
  | { readonly order: 'arm'; readonly point: string; readonly armed: Armed | undefined }
  /** From now on `onStoreDocument` never settles. */
  | { readonly order: 'hang' }

/** To the harness. */
export type Report =
  | { readonly report: 'ready' }
  | { readonly report: 'listening'; readonly port: number }
  | { readonly report: 'done' }

let hangs = false
const say = (report: Report): void => void process.send?.(report)
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function start(folder: string, mode: Mode, path: string): Promise<void> {
  const stored = join(folder, 'stored')
  mkdirSync(stored, { recursive: true })
  const journal = { url: `file:${join(folder, 'journal.db')}`, mode }
  const server = new Server({
    address: '127.0.0.1',
    quiet: true,
    debounce: 15,
    maxDebounce: 60,
    journal,
    async onUpgrade({ request }) {
      if (request.url !== path) throw new Error('Whoever comes here wants another server')
    },
    async onLoadDocument({ documentName }) {
      return mode === 'ahead' ? readStored(stored, documentName) : undefined
    },
    async onStoreDocument({ documentName, document }) {
      await turn()
      crash.point('store:during')
      if (hangs) await new Promise<never>(() => {})
      writeStored(stored, documentName, Y.encodeStateAsUpdate(document))
      await turn()
      crash.point('store:written')
    },
  })
  await server.listen(0)
  say({ report: 'listening', port: server.address?.port ?? 0 })
}

/** Whole or not at all, also under SIGKILL. */
function writeStored(folder: string, name: string, state: Uint8Array): void {
  const file = join(folder, storedFile(name))
  writeFileSync(`${file}.new`, state)
  renameSync(`${file}.new`, file)
}

function readStored(folder: string, name: string): Uint8Array | undefined {
  try {
    return new Uint8Array(readFileSync(join(folder, storedFile(name))))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

process.on('message', (order: Order) => {
  switch (order.order) {
    case 'start':
      return void start(order.folder, order.mode, order.path)
    case 'arm':
      if (order.armed === undefined) crash.armed.delete(order.point)
      else crash.armed.set(order.point, order.armed)
      return say({ report: 'done' })
    case 'hang':
      hangs = true
      return say({ report: 'done' })
  }
})
// The harness is gone.
process.once('disconnect', () => process.exit(3))
// For the processes to come; this one will be killed before it would do so by itself.
flushCompileCache()
say({ report: 'ready' })
