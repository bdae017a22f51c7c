/** Hocuspocus in its defaults. */
import { readFile } from 'node:fs/promises'
import { Server } from '@hocuspocus/server'
import { applyUpdate } from 'yjs'
import { attend, options } from './attend.ts'
import { idleHandlers } from './idle-handlers.ts'

// Elsewhere in this repository the name stands for Crochet, which must not be measured against itself.
const found = import.meta.resolve('@hocuspocus/server')
if (!found.includes('/bench/node_modules/')) throw new Error(`@hocuspocus/server is not installed here: ${found}`)

const { stored, handlers = 0, readsText = false } = options
const server = new Server({
  port: 0,
  quiet: true,
  stopOnSignals: false,
  extensions: idleHandlers(handlers),
  ...(stored === undefined
    ? {}
    : {
        onLoadDocument: async ({ document, documentName }) => {
          if (documentName.startsWith('stored')) applyUpdate(document, await readFile(stored))
        },
      }),
  ...(readsText ? { afterLoadDocument: async ({ document }) => void document.getText('text').toString() } : {}),
})
await server.listen()
attend(server.address.port, () => server.destroy())
