import type { Journal, LoadedJournal } from '@crochet/storage'
import { DocumentLog } from '../../src/persistence/document-log.ts'
import type { JournalMode } from '../../src/persistence/journal-source.ts'
import { ManualClock } from '../support/manual-clock.ts'
import { collectingLog } from './collecting-log.ts'
import type { JournalFolder } from './journal-folder.ts'

export type Step = 'append' | 'turn' | 'lock' | 'unlock' | 'time' | 'store' | 'stored' | 'compact' | 'kill'

interface Life {
  readonly file: string
  readonly journal: Journal
  readonly log: DocumentLog
  /** The document: a set of numbers. An update is one number, a snapshot all of them. */
  readonly tokens: Set<number>
}

const encode = (tokens: Iterable<number>): Uint8Array => new Uint8Array(Uint32Array.from(tokens).buffer)
const decode = ({ updates }: LoadedJournal): number[] => updates.flatMap((bytes) => [...new Uint32Array(bytes.buffer)])

/** One process after another on one document, each killed in its turn. */
export class Lives {
  /** Promises that were found broken. */
  readonly faults: string[] = []
  readonly #folder: JournalFolder
  readonly #mode: JournalMode
  readonly #clock = new ManualClock()
  /** What was called saved, over all lives. */
  readonly #acknowledged = new Set<number>()
  /** What the application has stored: a whole document each time, which replaces the one before. */
  #application: ReadonlySet<number> = new Set()
  #life: Life | undefined
  #storing: (() => Promise<void>) | undefined
  #unlock: (() => void) | undefined
  #next = 0
  /** The highest sequence number that was seen. */
  #highest = 0

  constructor(folder: JournalFolder, mode: JournalMode) {
    this.#folder = folder
    this.#mode = mode
  }

  async take(step: Step): Promise<void> {
    this.#life ??= await this.#start()
    const life = this.#life
    switch (step) {
      case 'append':
        return this.#append(life)
      case 'turn':
        return turn()
      case 'lock':
        this.#unlock ??= this.#folder.lock(life.file)
        return
      case 'unlock':
        this.#unlock?.()
        this.#unlock = undefined
        return
      case 'time':
        return this.#clock.advance(5_000)
      case 'store':
        return this.#store(life)
      case 'stored':
        await this.#storing?.()
        this.#storing = undefined
        return
      case 'compact':
        return void (await life.log.compact(encode(life.tokens), life.log.extent()))
      case 'kill':
        return this.#kill(life)
    }
  }

  async #kill({ file, log }: Life): Promise<void> {
    const copy = this.#folder.copy(file)
    this.#life = undefined
    log.abandon()
    this.#storing = undefined
    this.#unlock?.()
    this.#unlock = undefined
    this.#life = await this.#start(copy)
  }

  async #start(copy?: string): Promise<Life> {
    const { storage, file } = await this.#folder.open(this.#clock, copy)
    const { journal } = storage
    await this.#check(journal)
    const { updates, ...rest } = await journal.load('doc')
    const tokens = new Set([...decode({ updates, ...rest }), ...(this.#mode === 'ahead' ? this.#application : [])])
    const { log } = collectingLog()
    const options = { name: 'doc', journal, clock: this.#clock, log, mode: this.#mode }
    return { file, journal, tokens, log: new DocumentLog({ ...options, ...rest, rows: updates.length }) }
  }

  /**
   * What was acknowledged is here, or where the application stores; what is not there is told to be unstored; and the next
   * number has never been seen, whatever has become of the rows before.
   */
  async #check(journal: Journal): Promise<void> {
    const loaded = await journal.load('doc')
    const found = new Set([...decode(loaded), ...(this.#mode === 'ahead' ? this.#application : [])])
    for (const token of this.#acknowledged) if (!found.has(token)) this.faults.push(`${token} is lost`)
    const unstored = [...this.#acknowledged].some((token) => !this.#application.has(token))
    if (unstored && (await journal.unstored()).length === 0) this.faults.push('what was not stored is not told')
    const number = await journal.append('doc', encode([]))
    if (number <= this.#highest) this.faults.push(`number ${number} was given out again`)
    this.#highest = number
  }

  #append(life: Life): void {
    const token = this.#next++
    life.tokens.add(token)
    life.log.append(encode([token]))
    life.log.whenSaved(() => {
      if (life !== this.#life) return
      this.#acknowledged.add(token)
      this.#highest = Math.max(this.#highest, life.log.seq)
    })
  }

  #store({ log, tokens }: Life): void {
    const [position, stored] = [log.position(), new Set(tokens)]
    this.#storing ??= () => {
      this.#application = stored // as a store does that replaces what was there
      return log.markStored(position)
    }
  }
}

/** The turns after which what was appended has been committed, or has failed. */
async function turn(): Promise<void> {
  for (let count = 0; count < 3; count++) await new Promise(setImmediate)
}
