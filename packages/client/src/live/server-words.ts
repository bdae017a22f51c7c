import type { LiveKinds } from '@crochet/content'
import type * as Y from 'yjs'
import { isObject } from '../answer.ts'
import { problemsIn, type LiveProblem } from './live-problem.ts'

/** What the server says about a document, in a map that it alone writes (spec: live.md, "Mapping"). */
export class ServerWords {
  readonly #map: Y.Map<unknown>
  #errors: readonly LiveProblem[] = []
  #said: unknown

  constructor(doc: Y.Doc) {
    this.#map = doc.getMap('crochet')
  }

  /** What each field is; `undefined` for a document that is none of a collection or global with `live: true`. */
  get kinds(): LiveKinds | undefined {
    const kinds = this.#map.get('fields')
    return isObject(kinds) ? (kinds as LiveKinds) : undefined
  }

  get status(): 'saved' | 'saving' | 'invalid' {
    const status = this.#map.get('status')
    return status === 'saving' || status === 'invalid' ? status : 'saved'
  }

  /** The same list until the server says another. */
  get errors(): readonly LiveProblem[] {
    const said = this.#map.get('errors')
    if (said === this.#said) return this.#errors
    this.#said = said
    const errors = problemsIn(said)
    // No errors again is nothing new.
    if (errors.length > 0 || this.#errors.length > 0) this.#errors = errors
    return this.#errors
  }

  get updatedAt(): string | undefined {
    const updatedAt = this.#map.get('updatedAt')
    return typeof updatedAt === 'string' ? updatedAt : undefined
  }

  on(listener: () => void): void {
    this.#map.observe(listener)
  }
}
