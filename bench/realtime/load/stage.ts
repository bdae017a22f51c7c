import { Doc, applyUpdate } from 'yjs'
import type { ServerOptions } from '../servers/attend.ts'
import type { ServerSession } from '../session.ts'
import { textName } from '../wire/letter.ts'
import { Client, type Dialect } from './client.ts'
import { inParallel } from './in-parallel.ts'
import { Meter } from './meter.ts'
import { drained } from './phase.ts'
import { Room } from './room.ts'
import type { ServerKind, ServerProcess } from './server-process.ts'

export interface Plan {
  readonly rooms: number
  readonly writersPerRoom: number
  /** Letters of one writer that may be under way; a power of two. */
  readonly ring: number
  readonly server?: ServerOptions
}

/** Clients that join at once, where it is not the joining that is measured. */
const joinsAtOnce = 100
const roomsChecked = 5

/** A server and the rooms of clients in front of it. */
export class Stage {
  readonly server: ServerProcess
  readonly meter: Meter
  readonly rooms: readonly Room[]
  readonly #dialect: Dialect
  #clients = 0

  static async open(session: ServerSession, kind: ServerKind, plan: Plan): Promise<Stage> {
    return new Stage(await session.start(kind, plan.server), plan)
  }

  private constructor(server: ServerProcess, { rooms, writersPerRoom, ring }: Plan) {
    this.server = server
    this.meter = new Meter()
    this.#dialect = server.kind.startsWith('relay') ? 'relay' : 'hocuspocus'
    this.rooms = Array.from({ length: rooms }, (_, index) => {
      return new Room({ name: `document-${index}`, index, writers: writersPerRoom, ring, meter: this.meter })
    })
  }

  /** Lets clients join until every room has this number of them. */
  async fill(clientsPerRoom: number): Promise<void> {
    const joins = this.rooms.flatMap((room) =>
      Array.from({ length: clientsPerRoom - room.size }, () => ({ room, index: this.#clients++ })),
    )
    const { port } = this.server
    await inParallel(joins, joinsAtOnce, ({ room, index }) => room.join({ port, dialect: this.#dialect, index }))
    await drained(this.rooms)
  }

  /**
   * Checks that the server has what was written, in some of the rooms, and leaves.
   *
   * @throws Error when a document is not what was written
   */
  async close(): Promise<void> {
    await drained(this.rooms)
    if (this.#dialect === 'hocuspocus') for (const room of this.rooms.slice(0, roomsChecked)) await this.check(room)
    for (const room of this.rooms) room.leave()
    await this.server.kill()
  }

  async check(room: Room, { port }: ServerProcess = this.server): Promise<void> {
    const document = new Doc()
    const content = (reader: { bytes: Uint8Array; at: number; end: number }): void =>
      applyUpdate(document, Uint8Array.from(reader.bytes.subarray(reader.at, reader.end)))
    const options = { port, dialect: this.#dialect, document: room.name, index: this.#clients++, events: { content } }
    const client = await Client.join(options)
    client.leave()
    const written = room.sent.reduce((sum, letters) => sum + letters, 0)
    const { length } = document.getText(textName)
    if (length !== written) throw new Error(`"${room.name}" has ${length} letters, ${written} were written`)
  }
}
