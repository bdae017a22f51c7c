import { resolve } from 'node:path'
import type { HookModule } from 'crochet'
import * as Y from 'yjs'
import { FolderStore } from './folder-store.ts'
import { keyOf, type FileStore } from './file-store.ts'

export type { FileStore } from './file-store.ts'

declare module 'crochet' {
  interface Services {
    files?: FileStore
  }
}

const defaults = {
  /** Below the application's root. */
  folder: 'data/files',
  /** Collections whose documents are copied; all when it is empty. */
  collections: [] as string[],
}

/**
 * Copies what is stored to files: live documents as updates of Yjs, documents of collections as JSON, deleted ones too. What it
 * writes to is `app.services.files`; a store of your own goes into the settings as `store`.
 */
export default ((app) => {
  const json = (doc: object): Uint8Array => new TextEncoder().encode(`${JSON.stringify(doc, null, 2)}\n`)
  let ownStore: FolderStore | undefined

  return {
    defaults,

    initialize() {
      const { folder, collections, store } = this.defaults as typeof defaults & { store?: FileStore }
      const files = store ?? (ownStore = new FolderStore(resolve(app.config.appPath, folder)))
      app.services.files = files

      // The document is in the journal already: a copy that fails is reported, and the next one has everything again.
      app.hooks.on('afterStoreDocument', {
        id: 'file-copy',
        handler: ({ documentName, document }) =>
          files.put(keyOf('live', `${documentName}.yjs`), Y.encodeStateAsUpdate(document)),
      })

      app.hooks.on('*:afterCommit', {
        id: 'file-copy',
        handler: async ({ operation, collection, doc }) => {
          if (collection === undefined || (collections.length > 0 && !collections.includes(collection.slug))) return
          const name = `${String(doc['id'])}.json`
          const current = keyOf('collections', collection.slug, name)
          if (operation !== 'delete') return files.put(current, json(doc))
          await files.put(keyOf('deleted', collection.slug, name), json(doc))
          await files.delete(current)
        },
      })
    },

    async destroy() {
      await ownStore?.settled()
    },
  }
}) satisfies HookModule
