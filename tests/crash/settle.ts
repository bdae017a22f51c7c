import { setTimeout as pause } from 'node:timers/promises'
import type * as Y from 'yjs'
import { checkDurable } from './check-durable.ts'
import { checkStored } from './check-stored.ts'
import { difference } from './compare.ts'
import { readDisk, type Disk } from './disk.ts'
import type { Network } from './observed-socket.ts'
import type { Mode } from './server-process.ts'
import type { Writer } from './writer.ts'

export interface Settling {
  readonly folder: string
  readonly mode: Mode
  readonly network: Network
  readonly writer: Writer
  /** When the life of the server began. */
  readonly since: number
  /** Tells that the server has ended, and with it the waiting. */
  readonly over: () => boolean
  /** Milliseconds until all must have become quiet and equal. */
  readonly patience: number
}

/**
 * Waits until nobody has anything under way and all clients, the journal and the stored states are equal.
 *
 * @returns what is still different when the time is over; nothing when the server has ended meanwhile
 */
export async function settle(settling: Settling): Promise<string[]> {
  const { patience } = settling
  const until = performance.now() + patience
  for (;;) {
    const problems = look(settling)
    if (problems.length === 0 || settling.over()) return []
    if (performance.now() > until) return problems.map((problem) => `after ${patience} ms still: ${problem}`)
    await pause(10)
  }
}

function look({ folder, mode, network, writer, since }: Settling): string[] {
  const restless = writer.clients.filter(({ link }) => !link.synced || link.waiting > 0)
  if (restless.length > 0) {
    return restless.map(({ author, link }) => `client ${author} is not synchronised:\n    ${link.trace.join('\n    ')}`)
  }
  const disk = readDisk(folder, mode)
  return [
    ...disk.problems,
    ...writer.names.flatMap((name) => compareReaders(writer, name, disk)),
    ...network.recorder
      .documents()
      .flatMap((record) => [
        ...checkDurable(record, disk.durable.get(record.name)),
        ...checkStored(record, disk, since),
      ]),
  ]
}

function compareReaders(writer: Writer, name: string, { durable }: Disk): string[] {
  const document = durable.get(name)
  return writer.readers(name).flatMap(({ author, documents }) => {
    const own = documents.get(name)
    const problem = own === undefined ? undefined : differenceTo(document, own)
    return problem === undefined ? [] : [`${name}: the journal and client ${author}: ${problem}`]
  })
}

function differenceTo(durable: Y.Doc | undefined, own: Y.Doc): string | undefined {
  if (durable === undefined) return own.store.clients.size === 0 ? undefined : 'the journal has nothing'
  // What was built on an edit that was lost before it was acknowledged, with its author, waits for it for ever: for all.
  if (waits(own) && !waits(durable)) return 'the client waits for something that the journal does not wait for'
  return difference(durable, own)
}

const waits = ({ store }: Y.Doc): boolean => store.pendingStructs !== null || store.pendingDs !== null
