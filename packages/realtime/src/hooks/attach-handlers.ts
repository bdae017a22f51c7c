import type { HandlerFunction, HookMap, Hooks } from '@crochet/hooks'
import { RealtimeError } from '../errors.ts'
import type { HookPayloadByName } from './hocuspocus-names.ts'
import { hookNames, type HookName } from './hook-points.ts'
import type { Context } from './payloads.ts'

type Plain<Name extends HookName> = HandlerFunction<HookMap[Name]>

/**
 * A handler of a hook point. `Own` is the application's type of the context, if it has named one. (Declared as a method: only so
 * does a handler that expects a certain context fit where a context of any kind may come.)
 */
type Handler<Name extends HookName, Own> = {
  handle(
    payload: Context extends Own ? Parameters<Plain<Name>>[0] : HookPayloadByName<Own>[Name],
  ): ReturnType<Plain<Name>>
}['handle']

/** Handlers by the name of their hook point. */
export type HookHandlers<Own = Context> = { readonly [Name in HookName]?: Handler<Name, Own> | undefined }

/** A bundle of handlers: an object or an instance of a class with methods named after hook points. */
export interface Extension<Own = Context> extends HookHandlers<Own> {
  readonly extensionName?: string | undefined
  /** Higher runs first. Default 100. */
  readonly priority?: number | undefined
}

interface Own {
  /** The configuration's own handlers. */
  readonly own: HookHandlers
  /** Removes those that are attached already, which these replace. */
  readonly detach: () => void
}

/**
 * Attaches extensions by priority, ties in the order of the list, and after all of them the configuration's own handlers.
 *
 * @returns a function that removes them again
 * @throws RealtimeError `CONFIG_HOOK` for a hook that this server does not call, before anything is changed
 */
export function attachHandlers(hooks: Hooks, extensions: readonly Extension[], { own, detach }: Own): () => void {
  for (const [index, extension] of extensions.entries()) checkNames(extension, describe(extension, index))
  checkNames(own, 'The configuration')
  detach()
  const views = extensions.map((extension, index) => {
    const view = hooks.from({ source: 'extension', name: describe(extension, index) })
    for (const name of hookNames) attach(view, { name, from: extension, priority: extension.priority ?? 100 })
    return view
  })
  for (const name of hookNames) {
    const view = hooks.from({ source: 'config', name })
    attach(view, { name, from: own, stage: 'late' })
    views.push(view)
  }
  return () => {
    for (const view of views) view.clear()
  }
}

interface Attachment {
  readonly name: HookName
  readonly from: HookHandlers
  readonly priority?: number
  readonly stage?: 'late'
}

function attach(view: Hooks, { name, from, ...place }: Attachment): void {
  const method = from[name]
  if (method === undefined || method === null) return
  // An extension may be an instance of a class: its methods expect it as `this`.
  const handler = (payload: unknown): unknown => (method as (payload: unknown) => unknown).call(from, payload)
  view.on(name, { handler: handler as never, ...place })
}

const describe = (extension: Extension, index: number): string => {
  const { extensionName } = extension
  if (extensionName !== undefined) return extensionName
  const name = (extension as object).constructor?.name ?? ''
  return ['Object', ''].includes(name) ? `extensions[${index}]` : name
}

const hookLike = /^(on|before|after)[A-Z]|^connected$/

/** A hook that would never be called may be one that something relies on: better not to start. */
function checkNames(handlers: object, where: string): void {
  for (const name of keysOf(handlers)) {
    const value: unknown = (handlers as Record<string, unknown>)[name]
    if (!hookLike.test(name) || value === undefined || value === null) continue
    if (!(hookNames as readonly string[]).includes(name)) throw new RealtimeError('CONFIG_HOOK', { name, where })
    if (typeof value !== 'function') throw new RealtimeError('CONFIG_VALUE', { key: name, expected: 'a function' })
  }
}

/** Names of an object's properties and of its class's methods. */
function keysOf(object: object): Set<string> {
  const keys = new Set<string>()
  for (let current: object = object; current !== Object.prototype && current !== null;) {
    for (const key of Object.getOwnPropertyNames(current)) keys.add(key)
    current = Object.getPrototypeOf(current) as object
  }
  return keys
}
