import fc from 'fast-check'
import * as Y from 'yjs'
import { frame } from '../../support/raw-client.ts'
import { edit, Editor } from '../../updates/editing.ts'
import { presence, step, type } from '../scene.ts'
import { mutateBytes, mutateUpdate } from './mutate.ts'
import type { Random } from './random.ts'

/** What two people wrote, step by step and as a whole. */
export interface History {
  readonly updates: readonly Uint8Array[]
  readonly stateVector: Uint8Array
}

/** Histories of real edits that follow from a seed. */
export function histories(seed: number, count: number): History[] {
  const edits = fc.sample(fc.array(edit, { minLength: 2, maxLength: 14 }), { seed, numRuns: 2 * count })
  return Array.from({ length: count }, (_, index) => {
    using one = new Editor(100 + 2 * index, index % 3 !== 0)
    using two = new Editor(101 + 2 * index, true)
    for (const each of edits[2 * index] ?? []) one.make(each)
    Y.applyUpdate(two.document, Y.encodeStateAsUpdate(one.document))
    two.updates.length = 0
    for (const each of edits[2 * index + 1] ?? []) two.make(each)
    const updates = [...one.updates, ...two.updates, Y.encodeStateAsUpdate(two.document)]
    return { updates, stateVector: Y.encodeStateVector(two.document) }
  })
}

/** Frames of all types that a client might send: right, nearly right, and wrong. */
export class Frames {
  readonly #random: Random
  readonly #histories: readonly History[]

  constructor(random: Random, all: readonly History[]) {
    this.#random = random
    this.#histories = all
  }

  /** One frame, most probably about this document. */
  next(document: string): Uint8Array {
    const random = this.#random
    if (random.chance(0.01)) return random.bytes(60)
    const address = random.chance(0.97) ? document : random.pick(['', `${document}\0s`, '__proto__', 'x'.repeat(2_000)])
    const made = this.#message(address)
    return random.chance(0.03) ? mutateBytes(made, random) : made
  }

  #message(address: string): Uint8Array {
    const random = this.#random
    const kind = random.fraction()
    if (kind < 0.6) return frame(address, type.sync, random.chance(0.7) ? step.update : step.two, this.#update())
    if (kind < 0.68) return frame(address, type.sync, step.one, this.#stateVector())
    if (kind < 0.88) return frame(address, type.awareness, this.#presence())
    if (kind < 0.92) return frame(address, type.stateless, 'x'.repeat(random.below(200)))
    if (kind < 0.95) return frame(address, type.query)
    if (kind < 0.97) return frame(address, type.auth, 0, random.pick(['', 'read-only', 'x'.repeat(500)]))
    if (kind < 0.975) return frame(address, type.close)
    return frame(address, random.below(14), random.below(4), random.bytes(20))
  }

  #update(): Uint8Array {
    const random = this.#random
    const history = random.pick(this.#histories)
    return mutateUpdate(random.pick(history.updates), random.pick(random.pick(this.#histories).updates), random)
  }

  #stateVector(): Uint8Array {
    const { stateVector } = this.#random.pick(this.#histories)
    return this.#random.chance(0.6) ? stateVector : mutateBytes(stateVector, this.#random)
  }

  #presence(): Uint8Array {
    const random = this.#random
    const entries = Array.from({ length: random.chance(0.9) ? 1 : random.below(12) }, (): [number, number, string] => [
      random.below(8),
      random.chance(0.95) ? random.below(1_000) : Number.MAX_SAFE_INTEGER,
      random.pick(['{}', 'null', '{"user":{"name":"Ada"}}', '{"__proto__":{"polluted":1}}', '[]', '1', '{', '"']),
    ])
    const made = presence(...entries)
    return random.chance(0.9) ? made : mutateBytes(made, random)
  }
}
