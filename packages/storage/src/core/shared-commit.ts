import type { Clock } from '../clock.ts'
import type { RowTransaction } from './backend.ts'
import { CommitGroup } from './commit-group.ts'
import { Member } from './member.ts'
import type { Turn, Writer } from './writer.ts'

interface Parts {
  begin: () => RowTransaction
  writer: Writer
  clock: Clock
}

/** So many commits share one at most. */
const mostMembers = 256
/** Milliseconds that the first commit of a group waits at most for the others. */
const longest = 25

/**
 * Lets transactions that wait for each other share one commit: its price is the flush to disk, not the rows in it. Who
 * commits while another transaction waits gives its turn on. The next one goes on in the same transaction of the
 * database, behind a savepoint, and so on, until nobody waits or something else than a transaction does. Then all of it
 * is committed and everyone is told. When nobody waits behind the first one, its commit is put off to the end of this turn
 * of the event loop: requests that arrive together come in callbacks of their own, one after the other.
 *
 * When the time is over, those that have committed do not wait for the one that is still open: it is undone, they are
 * committed, and what it wrote is written again in a transaction of its own. Nobody else in this process has written in
 * between, so it finds what it found before.
 */
export class SharedCommit {
  readonly #parts: Parts
  #group: CommitGroup | undefined
  /** Who has the turn; `undefined` between two turns. */
  #open: Member | undefined
  /** Whether the commit of the group was put off: that happens once. */
  #putOff = false
  /** How long others may join; begins when the first has committed. */
  #limit: { at: number; cancel: () => void } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Waits for its turn. @param signal Gives up waiting. */
  async enter(label: string, signal: AbortSignal): Promise<Member> {
    const turn = await this.#parts.writer.acquire(label, { signal, joins: true })
    try {
      signal.throwIfAborted()
      this.#open = this.#join(turn)
      return this.#open
    } catch (error) {
      this.#pass(turn)
      throw error
    }
  }

  #join(turn: Turn): Member {
    const joined = this.#group !== undefined
    this.#group ??= new CommitGroup(this.#parts.begin())
    if (joined) this.#group.run((rows) => rows.savepoint(0))
    return new Member(this.#group, {
      joined,
      late: () => this.#limit !== undefined && this.#parts.clock.now() >= this.#limit.at,
      split: () => this.#split(),
      leave: () => this.#pass(turn),
    })
  }

  /** Gives the turn on: to one that goes on in the group, or when the group has ended. */
  #pass(turn: Turn): void {
    this.#open = undefined
    if (this.#mayPutOff()) {
      this.#putOff = true
      setImmediate(() => this.#pass(turn))
      return
    }
    if (this.#group !== undefined && !this.#mayGoOn(this.#group)) this.#end(this.#group)
    turn.release()
  }

  #mayPutOff(): boolean {
    return !this.#putOff && this.#group?.over === false && !this.#parts.writer.someoneWaits
  }

  #mayGoOn(group: CommitGroup): boolean {
    const { writer, clock } = this.#parts
    if (group.over || group.size >= mostMembers || !writer.joinerWaits) return false
    this.#limit ??= { at: clock.now() + longest, cancel: clock.after(longest, () => this.#split()) }
    return clock.now() < this.#limit.at
  }

  /** @returns Whether all of it is on disk. */
  #end(group: CommitGroup): boolean {
    this.#limit?.cancel()
    this.#limit = undefined
    this.#putOff = false
    this.#group = undefined
    return !group.over && group.finish()
  }

  #split(): void {
    const group = this.#group
    const open = this.#open
    if (group === undefined) return
    try {
      open?.stepAside()
    } catch {
      // The group has failed, and everyone in it has been told.
    }
    const stored = this.#end(group)
    if (open === undefined) return
    try {
      if (stored || !open.used) open.moveTo(this.#beginAgain())
      else open.lose()
    } catch (error) {
      this.#group?.fail(error)
      open.lose()
    }
  }

  #beginAgain(): CommitGroup {
    this.#group = new CommitGroup(this.#parts.begin())
    return this.#group
  }
}
