import type { Connection } from './connection.ts'
import { insertDocument, selectPlace } from './journal-statements.ts'

/** Where the journal of a document goes on. */
export interface Place {
  /** What stands for its name. */
  readonly number: number
  /** The last sequence number given out. */
  readonly seq: number
}

const maxRemembered = 20_000

/**
 * Finds the places of documents within a transaction, and remembers those it wrote to: that spares looking up every
 * document of every group. SQLite tells when another connection has written to the file (`PRAGMA data_version`).
 */
export class Places {
  readonly #writer: Connection
  #remembered = new Map<string, Place>()
  #version: unknown

  constructor(writer: Connection) {
    this.#writer = writer
  }

  find(document: string): Place | undefined {
    const row = this.#writer.get(selectPlace, [document])
    return row === undefined ? undefined : { number: Number(row.number), seq: Number(row.head) }
  }

  /**
   * @param append Given functions that find or make the place of a document, and note where it goes on. When it throws,
   * or what it wrote is not committed, nothing is remembered.
   */
  remembering<T>(append: (takeNumber: (document: string) => Place) => T): T {
    const remembered = this.#remembered
    this.#remembered = new Map()
    const result = this.#writer.atomically(() => {
      const version = this.#writer.get('PRAGMA data_version')?.data_version
      if (version !== this.#version || remembered.size > maxRemembered) remembered.clear()
      this.#version = version
      return append((document) => {
        const last = remembered.get(document) ?? this.find(document) ?? this.#make(document)
        const place = { number: last.number, seq: last.seq + 1 }
        remembered.set(document, place)
        return place
      })
    })
    this.#remembered = remembered
    return result
  }

  #make(document: string): Place {
    return { number: Number(this.#writer.get(insertDocument, [document])?.number), seq: 0 }
  }
}
