import type { Id } from '@crochet/storage'
import type { Select } from '../hooks/payloads.ts'
import type { Data, Doc, Untyped } from '../untyped.ts'
import type { Selected, SelectIn } from './selected.ts'

/**
 * Where the file that `emitTypes` makes registers its `Config`, by declaration merging. Without one, documents and data are as
 * loosely typed as `Doc` and `Data`.
 */
// oxlint-disable-next-line typescript/no-empty-interface, typescript/no-empty-object-type -- filled by declaration merging
export interface Register {}

interface LooseConfig {
  collections: Record<string, { id: Id; doc: Doc; data: Data; update: Data }>
  globals: Record<string, { doc: Doc; update: Data }>
}

type Registered = Register extends { config: infer Config extends { collections: object; globals: object } }
  ? Config
  : LooseConfig

type Collections = Registered['collections']
type Globals = Registered['globals']

/** The slugs of the collections; any text before types are generated. */
export type CollectionSlug = keyof Collections & string
export type GlobalSlug = keyof Globals & string

/** One type of what is registered for a slug; `Loose` for a slug that nobody registered. */
type Part<S extends string, Name extends string, Loose> = S extends CollectionSlug
  ? Collections[S] extends Record<Name, infer Found>
    ? Found
    : Loose
  : S extends `globals/${infer G extends GlobalSlug}`
    ? Globals[G] extends Record<Name, infer Found>
      ? Found
      : Loose
    : Loose

/**
 * A document of a collection, or of a global under the name of its hook points (`globals/settings`).
 * Without `S`, any document.
 */
export type DocOf<S extends string = string> = Part<S, 'doc', Doc>
/** What a new document is made from. */
export type DataOf<S extends string = string> = Part<S, 'data', Data>
/** What an update may send: what `data` is in hooks. */
export type ChangesOf<S extends string = string> = Part<S, 'update', Data>
/** What the fields of a live document are; `never` of one that is not live, or that nobody registered. */
export type LiveKindsOf<S extends string = string> = Part<S, 'live', never>
export type IdOf<S extends string = string> = Part<S, 'id', Id>

/** What a handler may return where the types are known; before that, anything. */
export type ReturnOf<S extends string, Result> = string extends S ? Untyped : Result

/** What is answered with `select`. */
export type Answer<S extends string, Sel> = string extends CollectionSlug | GlobalSlug
  ? DocOf<S>
  : Sel extends object
    ? Selected<DocOf<S>, Sel>
    : DocOf<S>

/** `select` of documents of `S`. */
export type SelectOf<S extends string> = string extends keyof DocOf<S> ? Select : SelectIn<DocOf<S>>

/** A document as it was: what it had of its own, without its id. Fields that the configuration has got since are `null`. */
type Was<D> = {
  [K in keyof D as K extends 'id' ? never : NonNullable<D[K]> extends Found ? never : K]: D[K] | null
}

/** What a join finds. */
interface Found {
  docs: readonly unknown[]
  hasNextPage: boolean
}

/** A version of a document of `S`. */
export interface VersionOf<S extends string = string> {
  id: string
  /** Id of the document; of a global its slug. */
  parent: S extends `globals/${string}` ? string : IdOf<S>
  version: Was<DocOf<S>>
  /** When the document was so; live documents go on with a version for a while, until `updatedAt`. */
  createdAt: string
  updatedAt: string
  /** What the document is now. */
  latest?: true
}

/** What is answered of a version with `select`. */
export type VersionAnswer<S extends string, Sel> = string extends keyof DocOf<S>
  ? VersionOf<S>
  : Sel extends object
    ? Selected<VersionOf<S>, Sel>
    : VersionOf<S>

/** `select` of versions of documents of `S`. */
export type VersionSelectOf<S extends string> = string extends keyof DocOf<S> ? Select : SelectIn<VersionOf<S>>
