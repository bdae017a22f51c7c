import { RealtimeError } from '../errors.ts'
import type { Document } from './document.ts'
import type { LiveDocument } from './live-document.ts'

/** Where a document stands; *absent* is to have no slot. (Specification: realtime.md, "Life of a document".) */
type Phase =
  | { readonly is: 'loading'; readonly loaded: Promise<LiveDocument> }
  | { readonly is: 'live'; readonly live: LiveDocument }
  /** Nobody holds it; it leaves as soon as nothing of it is unsaved, unless somebody takes it back. */
  | { readonly is: 'draining'; readonly live: LiveDocument; readonly done: Promise<void> }

interface Slot {
  phase: Phase
  holders: number
}

interface ReleaseOptions {
  readonly storeAtOnce?: boolean
  /** It remains in memory, though nobody holds it, until `unload` or until somebody else has released it. */
  readonly stay?: boolean
}

/** The right to use a document, which stays in memory until everyone has released theirs. */
export interface Lease {
  readonly live: LiveDocument
  /** @returns when it has left memory, or stays because somebody else or a hook holds it */
  release(how?: ReleaseOptions): Promise<void>
}

type LetGo = (slot: Slot, live: LiveDocument, how: ReleaseOptions) => Promise<void>

class Hold implements Lease {
  readonly live: LiveDocument
  readonly #letGo: LetGo
  #slot: Slot | undefined

  constructor(slot: Slot, live: LiveDocument, letGo: LetGo) {
    this.live = live
    this.#slot = slot
    this.#letGo = letGo
  }

  async release(how: ReleaseOptions = {}): Promise<void> {
    const slot = this.#slot
    this.#slot = undefined
    if (slot !== undefined) await this.#letGo(slot, this.live, how)
  }
}

/** What happens around a document that leaves memory. */
export interface Unloading {
  /** Whether a document that nobody holds is stored at once, or when its time has come. */
  readonly storeAtOnce: boolean
  /** Called when nothing of it is unsaved; `attempt` is 1 the first time. Never rejects. @returns whether it may leave */
  before(live: LiveDocument, attempt: number): Promise<boolean>
  /** Called when it has left. */
  after(name: string): void
  /** Resolves when a document that had to stay is to be asked again. */
  pause(attempt: number): Promise<void>
}

/** The documents of this process, one state machine per name: absent → loading → live → draining → absent. */
export class DocumentRegistry {
  /** Those that are in memory, by name. */
  readonly documents: Map<string, Document> = new Map<string, Document>()
  readonly #slots = new Map<string, Slot>()
  readonly #unloading: Unloading
  #closed = false
  #waiting: (() => void)[] = []

  constructor(unloading: Unloading) {
    this.#unloading = unloading
  }

  /** How many documents are in memory. */
  get size(): number {
    return this.documents.size
  }

  /** Documents in memory, loading ones not among them. */
  all(): LiveDocument[] {
    return [...this.#slots.values()].flatMap(({ phase }) => (phase.is === 'loading' ? [] : [phase.live]))
  }

  /** Names of documents that load, with when they have. */
  loading(): Map<string, Promise<Document>> {
    const entries = [...this.#slots].flatMap(([name, { phase }]) =>
      phase.is === 'loading' ? [[name, phase.loaded.then(({ document }) => document)] as const] : [],
    )
    return new Map(entries)
  }

  /** Names of documents that are about to leave, with when they have. */
  draining(): Map<string, Promise<void>> {
    const entries = [...this.#slots].flatMap(([name, { phase }]) =>
      phase.is === 'draining' ? [[name, phase.done] as const] : [],
    )
    return new Map(entries)
  }

  /**
   * Gets a document, loaded by `load` if it is absent. All who ask while it loads share that load, and fail if it fails.
   *
   * @throws what `load` throws; RealtimeError `SERVER_CLOSING` after `close`
   */
  async acquire(name: string, load: () => Promise<LiveDocument>): Promise<Lease> {
    if (this.#closed) throw new RealtimeError('SERVER_CLOSING')
    const slot = this.#slots.get(name) ?? this.#begin(name, load)
    slot.holders++
    const live = await this.#liveOf(slot)
    return new Hold(slot, live, this.#letGo)
  }

  /** A document in memory. */
  get(name: string): LiveDocument | undefined {
    const phase = this.#slots.get(name)?.phase
    return phase === undefined || phase.is === 'loading' ? undefined : phase.live
  }

  /** What is known of a document, if it is the one in memory. */
  find(document: Document): LiveDocument | undefined {
    const live = this.get(document.name)
    return live?.document === document ? live : undefined
  }

  /** Lets a document go, unless somebody holds it. @returns when it has left memory, or cannot yet */
  async unload(name: string): Promise<void> {
    const slot = this.#slots.get(name)
    if (slot?.phase.is !== 'live' || slot.holders > 0) return
    const { live } = slot.phase
    const left = this.#drain(slot, live, false)
    if (live.settled) await left
  }

  /** Whether nobody holds a document. */
  isFree(name: string): boolean {
    return this.#slots.get(name)?.holders === 0
  }

  /** Refuses further requests. What is held goes on until it is released; what is not, leaves. */
  close(): void {
    this.#closed = true
    for (const slot of this.#slots.values()) {
      if (slot.holders === 0 && slot.phase.is === 'live') void this.#drain(slot, slot.phase.live, true)
    }
  }

  /** Resolves when no document is in memory or loading. */
  whenEmpty(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#slots.size === 0) resolve()
      else this.#waiting.push(resolve)
    })
  }

  /** A function, so that every hold can have the same one. */
  readonly #letGo: LetGo = async (slot, live, { stay = false, storeAtOnce = this.#unloading.storeAtOnce }) => {
    slot.holders--
    if (slot.holders > 0 || (stay && !this.#closed)) return
    await this.#drain(slot, live, storeAtOnce)
  }

  #begin(name: string, load: () => Promise<LiveDocument>): Slot {
    const loaded = load().then(
      (live) => {
        slot.phase = { is: 'live', live }
        this.documents.set(name, live.document)
        return live
      },
      (error: unknown) => {
        this.#remove(name)
        throw error
      },
    )
    // Whoever asked for it hears of a failure; a promise that nobody waits for any more fails unheard.
    loaded.catch(() => {})
    const slot: Slot = { phase: { is: 'loading', loaded }, holders: 0 }
    this.#slots.set(name, slot)
    return slot
  }

  #liveOf(slot: Slot): LiveDocument | Promise<LiveDocument> {
    switch (slot.phase.is) {
      case 'loading':
        return slot.phase.loaded
      case 'live':
        return slot.phase.live
      case 'draining':
        slot.phase = { is: 'live', live: slot.phase.live }
        return slot.phase.live
    }
  }

  /**
   * Ends when the document has left, or somebody has taken it back: then the phase is another object.
   *
   * @returns when that is so, or a hook has it kept: it is then asked again
   */
  #drain(slot: Slot, live: LiveDocument, storeAtOnce: boolean): Promise<void> {
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const kept = Promise.withResolvers<void>()
    const draining: Phase = { is: 'draining', live, done }
    slot.phase = draining
    const run = async (): Promise<void> => {
      for (let attempt = 1; ; attempt++) {
        if (storeAtOnce) live.flush()
        await live.whenSettled()
        if (slot.phase !== draining) return
        if (!live.settled) continue
        const may = await this.#unloading.before(live, attempt)
        if (slot.phase !== draining) return
        if (may && live.settled) break
        if (!may) kept.resolve()
        if (!may && !this.#closed) await this.#unloading.pause(attempt)
        if (slot.phase !== draining || (!may && this.#closed)) break
      }
      if (slot.phase !== draining) return
      this.#remove(live.name)
      live.destroy()
      this.#unloading.after(live.name)
    }
    void run().finally(resolve)
    return Promise.race([done, kept.promise])
  }

  #remove(name: string): void {
    this.#slots.delete(name)
    this.documents.delete(name)
    if (this.#slots.size > 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}
