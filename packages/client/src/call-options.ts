import type {
  ChangesOf,
  CollectionSlug,
  DataOf,
  GlobalSlug,
  IdOf,
  OperationArgs,
  SelectOf,
  VersionSelectOf,
  Where,
} from '@crochet/content'
import type { CallOptions } from './connection.ts'

/** The options of the Local API that make sense from outside. `S` is the slug, `Sel` what is selected. */

interface InCollection<S extends string> extends CallOptions {
  /** Slug of the collection. */
  readonly collection: S
  readonly locale?: string
}

interface InGlobal<S extends string> extends CallOptions {
  readonly slug: S
  readonly locale?: string
}

/** What is answered of a document. */
interface Selecting<Sel> extends Pick<OperationArgs, 'depth' | 'populate'> {
  /** Fields to answer with: `{ title: true }` for these, `{ body: false }` for all others; they nest. Default: all. */
  readonly select?: Sel | undefined
}

/** Besides, what is found for join fields. */
interface Reading<Sel> extends Selecting<Sel>, Pick<OperationArgs, 'joins'> {}

interface ByID<S extends string> {
  readonly id: IdOf<S>
  readonly where?: undefined
}

interface Many extends Pick<OperationArgs, 'onError'> {
  /** Which documents. All of them are meant only by a condition that all fulfil: `{ id: { exists: true } }`. */
  readonly where: Where
  /** At most so many, those with the lowest ids. */
  readonly limit?: number
  readonly id?: undefined
}

interface Matching {
  /**
   * An `ETag` (`client.etagOf(doc)`): the write is refused with 412 when the document has changed since. `undefined` is refused, too:
   * then there is nothing to compare.
   */
  readonly ifMatch?: string | undefined
}

type S0 = CollectionSlug
type G0 = GlobalSlug

export type FindOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Reading<Sel> &
  Pick<OperationArgs, 'where' | 'sort' | 'limit' | 'page' | 'pagination'>
export type FindByIDOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Reading<Sel> & { readonly id: IdOf<S> }
export type CreateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> & { readonly data: DataOf<S> }
export type UpdateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  ByID<S> &
  Matching & { readonly data: ChangesOf<S> }
export type UpdateManyOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  Many & { readonly data: ChangesOf<S> }
export type DeleteOptions<S extends S0 = S0> = InCollection<S> & ByID<S> & Matching
export type DeleteManyOptions<S extends S0 = S0> = InCollection<S> & Many
/** `data` is put over what is copied. */
export type DuplicateOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Selecting<Sel> & { readonly id: IdOf<S>; readonly data?: ChangesOf<S> }
export type CountOptions<S extends S0 = S0> = InCollection<S> & Pick<OperationArgs, 'where'>
export type FindDistinctOptions<S extends S0 = S0> = InCollection<S> &
  Pick<OperationArgs, 'where' | 'limit' | 'page'> & {
    /** A field with a single value, also of a group: `seo.title`. */
    readonly field: string
    /** The name of the field, with a `-` before it for descending order. Default: ascending. */
    readonly sort?: string
  }
export type FindGlobalOptions<S extends G0 = G0, Sel = SelectOf<`globals/${S}`>> = InGlobal<S> & Selecting<Sel>
export type UpdateGlobalOptions<S extends G0 = G0, Sel = SelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel> &
  Matching & { readonly data: ChangesOf<`globals/${S}`> }

type Asking = Pick<OperationArgs, 'where' | 'sort' | 'limit' | 'page' | 'pagination'>
/** A version, by its own id. */
interface OfVersion {
  readonly id: string
}
/** `where` and `sort` name what the document was by `version.title`, and the document itself by `parent`. */
export type FindVersionsOptions<S extends S0 = S0, Sel = VersionSelectOf<S>> = InCollection<S> & Selecting<Sel> & Asking
export type FindVersionOptions<S extends S0 = S0, Sel = VersionSelectOf<S>> = InCollection<S> &
  Selecting<Sel> &
  OfVersion
export type RestoreVersionOptions<S extends S0 = S0, Sel = SelectOf<S>> = InCollection<S> &
  Reading<Sel> &
  OfVersion &
  Matching
export type FindGlobalVersionsOptions<S extends G0 = G0, Sel = VersionSelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel> &
  Asking
export type FindGlobalVersionOptions<S extends G0 = G0, Sel = VersionSelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel> &
  OfVersion
export type RestoreGlobalVersionOptions<S extends G0 = G0, Sel = SelectOf<`globals/${S}`>> = InGlobal<S> &
  Selecting<Sel> &
  OfVersion &
  Matching

/** A call of an auth collection. */
export type AuthOptions<S extends S0 = S0> = Omit<InCollection<S>, 'locale'>
export type LoginOptions<S extends S0 = S0> = AuthOptions<S> & {
  readonly data: { readonly email: string; readonly password: string }
}
export type LogoutOptions<S extends S0 = S0> = AuthOptions<S> & {
  /** Ends all sessions of the user, not this one alone. */
  readonly allSessions?: boolean
}
export type ForgotPasswordOptions<S extends S0 = S0> = AuthOptions<S> & { readonly data: { readonly email: string } }
export type ResetPasswordOptions<S extends S0 = S0> = AuthOptions<S> & {
  readonly data: { readonly token: string; readonly password: string }
}

export interface GraphQLOptions extends CallOptions {
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
  readonly operationName?: string
}
