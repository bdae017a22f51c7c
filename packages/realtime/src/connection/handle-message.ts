import { checkUpdateSize } from '../document/check-room.ts'
import { openDocumentPayload } from '../hooks/document-payload.ts'
import { Message } from '../hooks/hot-payloads.ts'
import type { TakeBack } from '../hooks/payloads.ts'
import type { DocumentMessage } from '../protocol/message.ts'
import type { Services } from '../services.ts'
import { parseIncoming, type ParsedUpdate } from '../updates/parse-update.ts'
import type { Connection } from './connection.ts'
import type { Received } from './inbox.ts'
import { receiveStateless } from './receive-stateless.ts'
import { syncToken } from './sync-token.ts'

type SyncMessage = Extract<DocumentMessage, { type: 'step1' | 'step2' | 'update' }>

/** The number of a sync message. (y-protocols, sync) */
const syncTypes = { step1: 0, step2: 1, update: 2 } as const

/**
 * Handles a message of a client whose connection is open.
 *
 * @returns a promise only if a hook or another connection has to be waited for
 * @throws HookError of the handler that refuses it; RealtimeError with a close code when its content is malformed
 */
export function handleMessage(services: Services, connection: Connection, received: Received): void | Promise<void> {
  if (!connection.isOpen) return
  const { beforeHandleMessage, afterHandleMessage } = services.points
  const asked = beforeHandleMessage.used || afterHandleMessage.used || connection.callbacks !== undefined
  if (asked || received.within !== undefined) return handleWithHooks(services, connection, received)
  return handle(services, connection, received.message)
}

/** One operation: what hooks do while a message is handled was caused by it. */
function handleWithHooks(services: Services, connection: Connection, received: Received): Promise<void> {
  const { hooks, detached, scoped } = services
  const { within = detached } = received
  const about = { name: 'message', subject: connection.document.name, origin: connection, scoped }
  return within(() => hooks.operation(about, () => askAndHandle(services, connection, received)))
}

async function askAndHandle(services: Services, connection: Connection, { message, frame }: Received): Promise<void> {
  const { beforeHandleMessage, afterHandleMessage } = services.points
  const payload = new Message(services.instance, connection, frame)
  const { update } = payload
  if (beforeHandleMessage.used) await beforeHandleMessage.call(payload)
  const { callbacks } = connection
  if (callbacks !== undefined) await callbacks.run('beforeHandleMessage', connection, update)
  if (!connection.isOpen) return
  try {
    const handled = handle(services, connection, message)
    if (handled !== undefined) await handled
  } finally {
    if (afterHandleMessage.used) await afterHandleMessage.call(payload)
    if (callbacks !== undefined) await callbacks.tell(services, 'afterHandleMessage', connection, update)
  }
}

function handle(services: Services, connection: Connection, message: DocumentMessage): void | Promise<void> {
  switch (message.type) {
    case 'step1':
    case 'step2':
    case 'update':
      if (services.points.beforeSync.used || connection.callbacks !== undefined)
        return syncWithHook(services, connection, message)
      return sync(services, connection, message)
    case 'awareness':
      return connection.lease.live.receiveAwareness(connection, message)
    case 'token':
      return syncToken(services, connection, message)
    case 'queryAwareness':
      return connection.sendPresence()
    case 'stateless':
      return receiveStateless(services, connection, message.payload)
    case 'close':
      // The socket has seen to it.
      return
  }
}

async function syncWithHook(services: Services, connection: Connection, message: SyncMessage): Promise<void> {
  const { points, instance } = services
  const payload = message.type === 'step1' ? message.stateVector : message.update
  const type = syncTypes[message.type]
  // What hooks do to it must not come into the document unchecked, nor into the journal.
  const copy = new Uint8Array(payload)
  let declined: TakeBack | undefined
  if (points.beforeSync.used) {
    const about = openDocumentPayload(instance, connection.document, { connection })
    const decline = (takeBack: TakeBack): void => void (declined ??= takeBack)
    await points.beforeSync.call({ ...about, connection, type, payload: copy, decline })
  }
  await connection.callbacks?.run('beforeSync', connection, { type, payload: copy })
  if (!connection.isOpen) return
  if (declined === undefined || message.type === 'step1') await sync(services, connection, message)
  else await connection.lease.live.decline(message, connection, declined)
}

function sync(services: Services, connection: Connection, message: SyncMessage): void | Promise<void> {
  const { live } = connection.lease
  switch (message.type) {
    case 'step1':
      return connection.sync(message.stateVector)
    case 'step2':
      if (connection.readOnly) return acknowledgeKnown(services, connection, message.update)
      break
    case 'update':
      if (connection.readOnly) return connection.acknowledge(false)
      break
  }
  return live.receive(message, connection, (applied) => connection.acknowledge(applied))
}

/** A read-only client has lost nothing if everything it has is here, and on disk. */
function acknowledgeKnown({ limits }: Services, connection: Connection, bytes: Uint8Array): void | Promise<void> {
  checkUpdateSize(bytes, limits)
  const { live } = connection.lease
  const acknowledge = (update: ParsedUpdate): void => {
    if (!live.document.content.contains(update)) return connection.acknowledge(false)
    live.whenSaved(() => connection.acknowledge(true))
  }
  const parsed = parseIncoming(bytes, limits)
  return parsed instanceof Promise ? parsed.then(acknowledge) : acknowledge(parsed)
}
