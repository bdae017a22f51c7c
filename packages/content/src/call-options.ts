import type { OperationArgs } from './hooks/payloads.ts'
import type { Circumstances } from './operations/circumstances.ts'
import type { Where } from './query/where.ts'
import type { Data } from './untyped.ts'

/** The calls of the Local API, each with what it takes besides the circumstances. */

export interface InCollection extends Circumstances {
  /** Slug of the collection. */
  readonly collection: string
}

export interface InGlobal extends Circumstances {
  readonly slug: string
}

/** What is answered of a document. */
type Selecting = Pick<OperationArgs, 'select' | 'depth' | 'populate' | 'joins'>

interface ByID {
  readonly id: string
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

export type CreateOptions = InCollection & Selecting & { readonly data: Data }
export type FindOptions = InCollection &
  Selecting &
  Pick<OperationArgs, 'where' | 'sort' | 'limit' | 'page' | 'pagination'>
export type FindByIDOptions = InCollection & Selecting & { readonly id: string }
export type FindDistinctOptions = InCollection &
  Pick<OperationArgs, 'where' | 'limit' | 'page'> & {
    /** A field with a single value, also of a group: `seo.title`. */
    readonly field: string
    /** The name of the field, with a `-` before it for descending order. Default: ascending. */
    readonly sort?: string
  }
export type UpdateOptions = InCollection & Selecting & ByID & { readonly data: Data }
export type UpdateManyOptions = InCollection & Selecting & Many & { readonly data: Data }
export type DeleteOptions = InCollection & ByID
export type DeleteManyOptions = InCollection & Many
/** `data` is put over what is copied. */
export type DuplicateOptions = InCollection & Selecting & { readonly id: string; readonly data?: Data }
export type CountOptions = InCollection & Pick<OperationArgs, 'where'>
export type FindGlobalOptions = InGlobal & Selecting
export type UpdateGlobalOptions = InGlobal & Selecting & { readonly data: Data }

/** Whether a call is for all documents that match rather than for one. */
export function isForMany<One extends object, All extends Many>(options: One | All): options is All {
  return 'where' in options && options.where !== undefined
}
