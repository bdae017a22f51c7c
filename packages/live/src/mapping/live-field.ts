import type { ValueField } from '@crochet/content'
import type * as Y from 'yjs'

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

  constructor(path: string = '', problems: Problem[] = []) {
    this.path = path
    this.problems = problems
  }

  at(name: string | number): Place {
    return new Place(this.path === '' ? String(name) : `${this.path}.${name}`, this.problems)
  }

  report(message: string): void {
    this.problems.push({ path: this.path, message })
  }
}
