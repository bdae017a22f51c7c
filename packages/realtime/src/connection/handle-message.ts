import type { LiveDocument } from '../document/live-document.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Connection } from './connection.ts'

/**
 * Handles a message of a client for a document that is open for it.
 *
 * @throws RealtimeError with a close code when its content is malformed
 */
export function handleMessage(message: DocumentMessage, connection: Connection, document: LiveDocument): void {
  switch (message.type) {
    case 'step1':
      return connection.sync(message.stateVector)
    case 'step2':
      return connection.readOnly
        ? acknowledgeKnown(connection, document, message.update)
        : receive(connection, document, message.update)
    case 'update':
      return connection.readOnly ? connection.acknowledge(false) : receive(connection, document, message.update)
    case 'awareness':
      return document.receiveAwareness(message.update, connection)
    case 'token':
    case 'queryAwareness':
    case 'stateless':
    case 'close':
      // A token again, a question that is answered between servers only, a message to hooks that do not exist; the socket
      // itself handles `close`.
      return
  }
}

/** A read-only client has lost nothing if everything it has is here, and on disk. */
function acknowledgeKnown(connection: Connection, document: LiveDocument, update: Uint8Array): void {
  if (document.contains(update)) document.log.whenSaved(() => connection.acknowledge(true))
  else connection.acknowledge(false)
}

function receive(connection: Connection, document: LiveDocument, update: Uint8Array): void {
  document.receive(update, connection, (applied) => connection.acknowledge(applied))
}
