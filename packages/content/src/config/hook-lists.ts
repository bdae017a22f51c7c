import type { HandlerRecord, HookMap } from '@crochet/hooks'
import type {
  AfterChange,
  AfterCommit,
  AfterError,
  AfterOperation,
  AfterRollback,
  BeforeOperation,
  BeforeRead,
  Change,
  Delete,
  FieldHookArgs,
  Read,
} from '../hooks/payloads.ts'
import type { Untyped } from '../untyped.ts'

type Returned<T> = T | undefined | void | null | PromiseLike<T | undefined | void | null>

/** A handler of the configuration: a function, or the engine's record with order, deadline and more. */
export type HandlerOf<Payload extends object, Result> =
  | ((payload: Payload) => Returned<Result>)
  | (Omit<HandlerRecord<HookMap['afterCommit']>, 'handler' | 'filter'> & {
      readonly handler: (payload: Payload) => Returned<Result>
      readonly filter?: Readonly<Record<string, unknown>>
    })

type List<Payload extends object, Result = Untyped> = readonly HandlerOf<Payload, Result>[]

/** `hooks` of a global, and what collections have in common with it. */
export interface GlobalHooks {
  readonly beforeOperation?: List<BeforeOperation>
  readonly beforeValidate?: List<Change>
  readonly afterValidate?: List<Change>
  readonly beforeChange?: List<Change>
  readonly afterChange?: List<AfterChange>
  readonly beforeRead?: List<BeforeRead>
  readonly afterFetch?: List<Read>
  readonly afterRead?: List<Read>
  readonly afterOperation?: List<AfterOperation>
  readonly afterCommit?: List<AfterCommit>
  readonly afterRollback?: List<AfterRollback>
}

/** `hooks` of a collection. */
export interface CollectionHooks extends GlobalHooks {
  readonly beforeDelete?: List<Delete>
  readonly afterDelete?: List<Delete>
  readonly afterError?: List<AfterError>
}

/** `hooks` of a field. */
export interface FieldHooks {
  readonly beforeDuplicate?: List<FieldHookArgs>
  readonly beforeValidate?: List<FieldHookArgs>
  readonly beforeChange?: List<FieldHookArgs>
  readonly afterChange?: List<FieldHookArgs>
  readonly afterRead?: List<FieldHookArgs>
}

/** `hooks` of the root configuration. */
export interface ContentHooks {
  readonly afterError?: List<AfterError>
  readonly afterCommit?: List<AfterCommit>
  readonly afterRollback?: List<AfterRollback>
}

export const globalHookNames = [
  'beforeOperation',
  'beforeValidate',
  'afterValidate',
  'beforeChange',
  'afterChange',
  'beforeRead',
  'afterFetch',
  'afterRead',
  'afterOperation',
  'afterCommit',
  'afterRollback',
] as const satisfies readonly (keyof GlobalHooks)[]

export const collectionHookNames = [
  ...globalHookNames,
  'beforeDelete',
  'afterDelete',
  'afterError',
] as const satisfies readonly (keyof CollectionHooks)[]

export const fieldHookNames = [
  'beforeDuplicate',
  'beforeValidate',
  'beforeChange',
  'afterChange',
  'afterRead',
] as const satisfies readonly (keyof FieldHooks)[]

export const rootHookNames = [
  'afterError',
  'afterCommit',
  'afterRollback',
] as const satisfies readonly (keyof ContentHooks)[]
