import { deepStrictEqual, ok } from 'node:assert/strict'
import * as Y from 'yjs'
import { mergeUpdates } from '../../src/updates/merge-updates.ts'
import { parseUpdate, type ParsedUpdate } from '../../src/updates/parse-update.ts'
import { UpdateState } from '../../src/updates/update-state.ts'
import { documentOf } from './documents.ts'
import { contentOf } from './editing.ts'

/** A state on bytes as a server has it: a document of Yjs keeps what it cannot decide on. Beside it, one of Yjs alone. */
export class Twins {
  readonly state = new UpdateState()
  readonly tree = new Y.Doc()
  readonly #aside = new Y.Doc()
  /** Get what is broadcast: one by one, and merged now and then. */
  readonly follower = new Y.Doc()
  readonly late = new Y.Doc()
  #batch: ParsedUpdate[] = []

  constructor() {
    this.#aside.on('update', (update: Uint8Array) => this.#splice(update))
  }

  deliver(update: Uint8Array): void {
    const pendingBefore = this.#pending
    let changed = false
    this.tree.once('update', () => (changed = true))
    Y.applyUpdate(this.tree, update)
    const frame = update.slice()
    const { is, news } = this.#take(frame)
    // The frame's memory is the socket's: nothing of it may be in use.
    frame.fill(255)
    if (is === 'undecided') Y.applyUpdate(this.#aside, update)
    if (news !== undefined) Y.applyUpdate(this.#aside, news)
    ok(is !== 'known' || !changed, 'what is known changes nothing')
    ok(is !== 'undecided' || pendingBefore || this.#pending, 'undecided is only what Yjs keeps aside')
    this.check()
  }

  check(): void {
    deepStrictEqual(this.state.stateVector(), Y.encodeStateVector(this.tree))
    const content = contentOf(this.tree)
    deepStrictEqual(contentOf(documentOf(this.state.encode())), content)
    deepStrictEqual(contentOf(this.follower), content)
    const again = UpdateState.from([this.state.encode()])
    deepStrictEqual(again.undecided, [])
    deepStrictEqual(again.state.encode(), this.state.encode())
  }

  /** Replaces the state by the snapshot of a document that was loaded from it. */
  compact(): void {
    ok(this.state.reset(parseUpdate(Y.encodeStateAsUpdate(documentOf(this.state.encode())))))
    this.check()
  }

  /** Sends what waits to be broadcast as one. */
  flush(): void {
    if (this.#batch.length > 0) Y.applyUpdate(this.late, mergeUpdates(this.#batch))
    this.#batch = []
    deepStrictEqual(contentOf(this.late), contentOf(this.tree))
    deepStrictEqual(Y.encodeStateVector(this.late), this.state.stateVector())
  }

  get #pending(): boolean {
    return this.tree.store.pendingStructs !== null || this.tree.store.pendingDs !== null
  }

  #take(update: Uint8Array): { is: string; news: Uint8Array | undefined } {
    const taken = this.state.take(parseUpdate(update))
    if (taken.is !== 'taken') return { is: taken.is, news: undefined }
    const news = taken.news.bytes.slice()
    Y.applyUpdate(this.follower, news)
    // What is merged later must outlive the frame.
    this.#batch.push(parseUpdate(news))
    return { is: 'taken', news }
  }

  #splice(update: Uint8Array): void {
    ok(this.#take(update).is !== 'undecided', 'what Yjs has integrated can be taken')
  }
}
