import type { ValueField } from '@crochet/content'
import type * as Y from 'yjs'
import type { FragmentMemory } from '../rich-text/fragment-memory.ts'

/** A field as it is in a shared document. */
export interface LiveField {
  readonly name: string
  readonly config: ValueField
  readonly mapping: Mapping
  /** Fields of the group or of each row. */
  readonly fields: readonly LiveField[]
  /** Fields of each kind of rows, by `blockType`. */
  readonly blocks: ReadonlyMap<string, readonly LiveField[]>
}

/** What a field is in a `Y.Doc` that is more than a plain value. */
export type Shared = Y.Text | Y.XmlFragment | Y.Map<unknown> | Y.Array<unknown>

/** How the fields of one type are in a `Y.Doc` (spec: live.md, "Mapping"). */
export type Mapping = SharedMapping | ValueMapping

interface Normal {
  /** The one form of all values that mean the same in a shared document; `null` for nothing. Gives of each value what `read` would. */
  normal(field: LiveField, value: unknown): unknown
  /** The canonical JSON of its normal form, where that can be made faster than by both. */
  canonical?(value: unknown): string
  /** Whether two values mean the same, where that can be told faster than by their normal forms. */
  isSame?(one: unknown, other: unknown): boolean
}

/** A field with a Yjs type of its own, which several people can edit at once. */
export interface SharedMapping<T extends Shared = Shared> extends Normal {
  readonly is: 'shared'
  /** For messages: `text`. */
  readonly holds: string
  readonly type: new () => T
  /** @returns its value; what cannot be one is left out and reported */
  read(field: LiveField, held: T, place: Place): unknown
  /** Makes the Yjs types inside it that editors bind to, where they are missing. */
  prepare?(field: LiveField, held: T): void
  /** Makes the smallest edit there is. */
  edit(field: LiveField, held: T, change: Change): void
}

/** A field whose value is replaced as a whole. */
export interface ValueMapping extends Normal {
  readonly is: 'value'
  /** Whether a client may put this value into a shared document, where it may still be invalid: it is of the right kind. */
  accepts(field: LiveField, value: unknown): boolean
  /** For messages: `a number`. */
  expected(field: LiveField): string
}

/** What is to be done to a field, or to the fields of a level. */
export interface Change {
  /** The value that `to` was made from. The document may have gone on since. */
  readonly from: unknown
  readonly to: unknown
  /** What becomes of a plain value that is another one by now: it gives way to `to`, or it is newer and stays. */
  readonly newer: 'gives way' | 'stays'
}

/** Something in a shared document that is no value of its field. */
export interface Problem {
  /** As in `items.0.price`. */
  readonly path: string
  readonly message: string
}

/** Where something is read, and who is told what is wrong with it. */
export class Place {
  readonly path: string
  readonly problems: Problem[]
  /** What has been read of rich text before. */
  readonly memory: FragmentMemory | undefined

  constructor({ path = '', problems = [], memory }: Partial<Pick<Place, 'path' | 'problems' | 'memory'>> = {}) {
    this.path = path
    this.problems = problems
    this.memory = memory
  }

  at(name: string | number): Place {
    const { path, problems, memory } = this
    return new Place({ path: path === '' ? String(name) : `${path}.${name}`, problems, memory })
  }

  report(message: string): void {
    this.problems.push({ path: this.path, message })
  }
}
