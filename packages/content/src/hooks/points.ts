import type { HookMap, HookPoint, Hooks, Returns } from '@crochet/hooks'
import { collectionHookNames, fieldHookNames, globalHookNames, rootHookNames } from '../config/hook-lists.ts'
import type { CollectionHooks, ContentHooks, FieldHooks } from '../config/hook-lists.ts'
import { declarations } from './hook-map.ts'

/** Hook points of a collection by their bare name; a global has those of `GlobalHooks`. */
export type EntityPoints = { readonly [N in keyof CollectionHooks]-?: HookPoint<HookMap[`${string}:${N}`]> }
export type FieldPoints = { readonly [N in keyof FieldHooks]-?: HookPoint<HookMap[`${string}:${N}`]> }
export type RootPoints = { readonly [N in keyof ContentHooks]-?: HookPoint<HookMap[N]> }

interface Declaring {
  readonly hooks: Hooks
  /** `posts`, `globals/settings`, `posts.items.price`; empty for the root. */
  readonly owner: string
}

/** A collection's hook points also run what is attached to `*:<point>`. */
export const collectionPoints = (declaring: Declaring): EntityPoints =>
  define(declaring, collectionHookNames, (name) => ({ ...declarations[name], includes: [`*:${name}`] })) as EntityPoints

/** A global has no `beforeDelete`, `afterDelete` and `afterError`; no operation on it calls them. */
export const globalPoints = (declaring: Declaring): EntityPoints =>
  define(declaring, globalHookNames, (name) => declarations[name]) as EntityPoints

/** A field's handlers replace `value`. What `beforeChange` returns is written as it is, so the field must be able to store it. */
export const fieldPoints = (declaring: Declaring, stored: Returns): FieldPoints =>
  define(declaring, fieldHookNames, (name) => ({
    ...declarations[name],
    key: 'value',
    background: false,
    instead: 'afterChange of its collection or global',
    returns: name === 'beforeChange' ? stored : undefined,
  })) as FieldPoints

export const rootPoints = (hooks: Hooks): RootPoints =>
  define({ hooks, owner: '' }, rootHookNames, (name) => declarations[name]) as RootPoints

function define<N extends string>(
  { hooks, owner }: Declaring,
  names: readonly N[],
  options: (name: N) => object,
): Record<N, unknown> {
  // The names are made here, so the types that `define` derives from a literal name cannot be.
  const declare = hooks.define.bind(hooks) as unknown as (name: string, options: object) => unknown
  const entries = names.map((name) => [name, declare(owner === '' ? name : `${owner}:${name}`, options(name))])
  return Object.fromEntries(entries) as Record<N, unknown>
}
