import type { Series, Waterfall } from '@crochet/hooks'
import type { AfterChange, AfterCommit, Change, Delete, Read } from '../hooks/payloads.ts'

/** Hook points of a collection or global whose payloads have its documents. */
type OfDocuments<S extends string> = {
  [K in `${S}:beforeValidate` | `${S}:beforeChange`]: Waterfall<Change<S>, 'data'>
} & {
  [K in `${S}:afterValidate`]: Series<Change<S>>
} & {
  [K in `${S}:afterChange`]: Waterfall<AfterChange<S>, 'doc'>
} & {
  [K in `${S}:afterFetch` | `${S}:afterRead`]: Waterfall<Read<S>, 'doc'>
} & {
  [K in `${S}:afterCommit`]: Series<AfterCommit<S>>
}

/** For `HookMap`, by the file that `emitTypes` makes: the hook points of the collection with this slug. */
export type CollectionPoints<S extends string> = OfDocuments<S> & {
  [K in `${S}:beforeDelete` | `${S}:afterDelete`]: Series<Delete<S>>
}

/** As `CollectionPoints`, for the global with this slug. */
export type GlobalPoints<S extends string> = OfDocuments<`globals/${S}`>
