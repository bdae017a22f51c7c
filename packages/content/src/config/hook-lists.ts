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
import type { ChangesOf, DocOf, ReturnOf } from '../types/register.ts'
import type { Untyped } from '../untyped.ts'

type Returned<T> = T | undefined | void | null | PromiseLike<T | undefined | void | null>

/** A handler of the configuration: a function, or the engine's record with order, deadline and more. */
export type HandlerOf<Payload extends object, Result> =
  | Handling<Payload, Result>
  | (Omit<HandlerRecord<HookMap['afterCommit']>, 'handler' | 'filter'> & {
      readonly handler: Handling<Payload, Result>
      readonly filter?: Readonly<Record<string, unknown>>
    })

/** As a method: so a collection whose documents have types is one of the list of all collections. */
type Handling<Payload extends object, Result> = { handle(payload: Payload): Returned<Result> }['handle']

type List<Payload extends object, Result = Untyped> = readonly HandlerOf<Payload, Result>[]

/** `hooks` of a global, and what collections have in common with it. `S` is a slug, or `globals/` and a slug. */
export interface GlobalHooks<S extends string = string> {
  readonly beforeOperation?: List<BeforeOperation>
  readonly beforeValidate?: List<Change<S>, ReturnOf<S, ChangesOf<S>>>
  readonly afterValidate?: List<Change<S>>
  readonly beforeChange?: List<Change<S>, ReturnOf<S, ChangesOf<S>>>
  readonly afterChange?: List<AfterChange<S>, ReturnOf<S, DocOf<S>>>
  readonly beforeRead?: List<BeforeRead>
  readonly afterFetch?: List<Read<S>, ReturnOf<S, DocOf<S>>>
  readonly afterRead?: List<Read<S>, ReturnOf<S, DocOf<S>>>
  readonly afterOperation?: List<AfterOperation>
  readonly afterCommit?: List<AfterCommit<S>>
  readonly afterRollback?: List<AfterRollback>
}

/** `hooks` of a collection. */
export interface CollectionHooks<S extends string = string> extends GlobalHooks<S> {
  readonly beforeDelete?: List<Delete<S>>
  readonly afterDelete?: List<Delete<S>>
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
