import type { OperationArgs } from './hooks/payloads.ts'
import type { Circumstances } from './operations/circumstances.ts'
import type { Where } from './query/where.ts'
import type {
  ChangesOf,
  CollectionSlug,
  DataOf,
  GlobalSlug,
  IdOf,
  SelectOf,
  VersionSelectOf,
} from './types/register.ts'

/** The calls of the Local API, each with what it takes besides the circumstances. `S` is the slug, `Sel` what is selected. */

export interface InCollection<S extends string = CollectionSlug> extends Circumstances {
  /** Slug of the collection. */
  readonly collection: S
}

export interface InGlobal<S extends string = GlobalSlug> extends Circumstances {
  readonly slug: S
}

/** What is answered of a document. */
interface Selecting<Sel> extends Pick<OperationArgs, 'depth' | 'populate' | 'joins'> {
  /** Fields to answer with: `{ title: true }` for these, `{ body: false }` for all others; they nest. Default: all. */
  readonly select?: Sel | undefined
}

interface ByID<S extends string> {
  readonly id: IdOf<S>
}

interface Expecting {
  /** The `updatedAt` that the document must still have, or one of several; otherwise nothing is changed (`PRECONDITION_FAILED`). */
  readonly ifUpdatedAt?: string | readonly string[]
}

interface Many {
  /** Which documents; `{}` for all. */
  readonly where: Where
  /** At most so many, those with the lowest ids. Default: all. */
  readonly limit?: number | string
  /**
   * `continue` (default): a document that fails is left out and listed in `errors`. `abort`: the first one that fails undoes
   * everything, and the call rejects with its error.
   */
  readonly onError?: 'continue' | 'abort'
}

type S0 = CollectionSlug

export type CreateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> & { readonly data: DataOf<S> }
export type FindOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  Pick<OperationArgs, 'where' | 'sort' | 'limit' | 'page' | 'pagination'>
export type FindByIDOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> & Selecting<Sel> & ByID<S>
export type FindDistinctOptions<S extends S0 = S0> = InCollection<S> &
  Pick<OperationArgs, 'where' | 'limit' | 'page'> & {
    /** A field with a single value, also of a group: `seo.title`. */
    readonly field: string
    /** The name of the field, with a `-` before it for descending order. Default: ascending. */
    readonly sort?: string
  }
export type UpdateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  Expecting &
  ByID<S> & { readonly data: ChangesOf<S> }
export type UpdateManyOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  Many & { readonly data: ChangesOf<S> }
export type DeleteOptions<S extends S0 = S0> = InCollection<S> & Expecting & ByID<S>
export type DeleteManyOptions<S extends S0 = S0> = InCollection<S> & Many
/** `data` is put over what is copied. */
export type DuplicateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  ByID<S> & { readonly data?: ChangesOf<S> }
export type CountOptions<S extends S0 = S0> = InCollection<S> & Pick<OperationArgs, 'where'>
export type FindGlobalOptions<S extends GlobalSlug = GlobalSlug, Sel = SelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel>
export type UpdateGlobalOptions<S extends GlobalSlug = GlobalSlug, Sel = SelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel> &
  Expecting & { readonly data: ChangesOf<`globals/${S}`> }

type Asking = Pick<OperationArgs, 'where' | 'sort' | 'limit' | 'page' | 'pagination'>
/** A version, by its own id. */
interface OfVersion {
  readonly id: string
}

/** What is answered of a version; the document in it is selected below `version`. */
type SelectingVersion<Sel> = Omit<Selecting<Sel>, 'joins'>

/** `where` and `sort` name what the document was by `version.title`, and the document itself by `parent`. */
export type FindVersionsOptions<S extends S0 = S0, Sel = VersionSelectOf<S>> = InCollection<S> &
  SelectingVersion<Sel> &
  Asking
export type FindVersionOptions<S extends S0 = S0, Sel = VersionSelectOf<S>> = InCollection<S> &
  SelectingVersion<Sel> &
  OfVersion
export type CountVersionsOptions<S extends S0 = S0> = InCollection<S> & Pick<Asking, 'where'>
export type RestoreVersionOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  Expecting &
  OfVersion
export type FindGlobalVersionsOptions<
  S extends GlobalSlug = GlobalSlug,
  Sel = VersionSelectOf<`globals/${S}`>,
> = InGlobal<S> & SelectingVersion<Sel> & Asking
export type FindGlobalVersionOptions<
  S extends GlobalSlug = GlobalSlug,
  Sel = VersionSelectOf<`globals/${S}`>,
> = InGlobal<S> & SelectingVersion<Sel> & OfVersion
export type CountGlobalVersionsOptions<S extends GlobalSlug = GlobalSlug> = InGlobal<S> & Pick<Asking, 'where'>
export type RestoreGlobalVersionOptions<
  S extends GlobalSlug = GlobalSlug,
  Sel = SelectOf<`globals/${S}`>,
> = InGlobal<S> & Selecting<Sel> & Expecting & OfVersion

/** Whether a call is for all documents that match rather than for one. */
export function isForMany<One extends object, All extends Many>(options: One | All): options is All {
  return 'where' in options && options.where !== undefined
}
