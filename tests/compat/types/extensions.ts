import { Database } from '@hocuspocus/extension-database'
import { Logger } from '@hocuspocus/extension-logger'
import { Redis } from '@hocuspocus/extension-redis'
import { SQLite } from '@hocuspocus/extension-sqlite'
import { Throttle } from '@hocuspocus/extension-throttle'
import { Events, Webhook } from '@hocuspocus/extension-webhook'
import { Server, type Extension, type onLoadDocumentPayload } from '@hocuspocus/server'

/** Never run, only compiled: what an application of Hocuspocus writes has to be right by the types of this package too. */
export const server = new Server({
  port: 0,
  extensions: [
    new Logger({ onChange: false }),
    new Redis({ host: 'localhost', port: 6379, prefix: 'press' }),
    new Throttle({ throttle: 15 }),
    new Database({
      fetch: async ({ documentName }) => new TextEncoder().encode(documentName),
      store: async ({ state, documentName, lastContext }) => void [state.byteLength, documentName.length, lastContext],
    }),
    new SQLite({ database: 'db.sqlite' }),
    new Webhook({ url: 'http://localhost/hook', events: [Events.onChange] }),
  ],
  async onAuthenticate({ token, connectionConfig, requestHeaders, requestParameters }) {
    if (token !== requestParameters.get('token')) throw new Error(requestHeaders.get('user-agent') ?? 'unknown')
    connectionConfig.readOnly = true
    return { user: 1 }
  },
  async onChange({ document, context, update, clientsCount }) {
    const length: number = document.getText('text').length + update.byteLength + clientsCount
    return { length, user: context.user }
  },
  async onStateless({ connection, document, payload }) {
    connection.sendStateless(payload)
    document.broadcastStateless(payload)
  },
})

/** An extension of somebody's own. */
export class Archive implements Extension {
  priority = 500
  async onLoadDocument({ document, documentName }: onLoadDocumentPayload): Promise<void> {
    document.getMap('archive').set('name', documentName)
  }
}

const archived = new Server({ extensions: [new Archive()] })
await archived.listen()
const direct = await archived.hocuspocus.openDirectConnection('notes', { user: 2 })
await direct.transact((document) => document.getText('text').insert(0, 'typed'))
await direct.disconnect()
archived.hocuspocus.closeConnections('notes')
await archived.destroy()
