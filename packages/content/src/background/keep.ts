import { isPlainObject, toPlain, type Entry } from '@crochet/hooks'
import type { Id } from '@crochet/storage'
import type { HookArgs, OperationArgs, OperationName } from '../hooks/payloads.ts'
import type { Context } from '../request.ts'
import type { Doc } from '../untyped.ts'

/** What is kept of a payload for a handler that runs in the background: ids and changed paths, not documents. */
export interface KeptPayload {
  /** `posts`, `globals/settings`. */
  readonly owner: string
  readonly operation: OperationName
  readonly id?: Id
  readonly changed?: readonly string[]
  readonly context?: Context
  /** Of the account, for `afterLogin` and its like. */
  readonly userID?: Id
  readonly args?: OperationArgs
  /** `afterOperation`: the ids of the documents in the result, and what else is in it. */
  readonly result?:
    | { readonly id: Id }
    | { readonly ids: readonly Id[]; readonly others: Doc }
    | { readonly value: Doc }
  /** Keys that the handler asked for (`keep`), as they were. */
  readonly asked?: Doc
}

type Given = HookArgs & {
  readonly id?: Id
  readonly doc?: Doc
  readonly changed?: ReadonlySet<string>
  readonly args?: OperationArgs
  readonly result?: unknown
  readonly user?: Doc | null
}

/** @returns what is kept of a payload of a hook point of content */
export function keepPayload(entry: Pick<Entry, 'keep'>, payload: object): KeptPayload {
  const given = payload as Given
  const { collection, global, operation, doc, changed, args, result, user, versions } = given
  const id = given.id ?? (doc?.['id'] as Id | undefined)
  return {
    owner: collection?.slug ?? `globals/${global?.slug ?? ''}`,
    operation,
    ...contextOf(given.context),
    ...(id !== undefined && { id }),
    ...(changed !== undefined && { changed: [...changed] }),
    ...(isPlainObject(user) && { userID: user['id'] as Id }),
    ...(args !== undefined && { args: withoutData(args) }),
    ...(isPlainObject(result) && {
      result: versions ? { value: toPlain(result) as Doc } : keepResult(result as Doc, operation),
    }),
    ...(entry.keep.length > 0 && { asked: askedOf(given, entry.keep) }),
  }
}

function contextOf(given: Context): { context?: Context } {
  const context = toPlain(given) as Context
  return Object.keys(context).length === 0 ? {} : { context }
}

function withoutData({ data: _data, ...args }: OperationArgs): OperationArgs {
  return toPlain(args) as OperationArgs
}

function keepResult(result: Doc, operation: OperationName): NonNullable<KeptPayload['result']> {
  const { docs, ...others } = result
  if (Array.isArray(docs)) {
    const ids = docs.flatMap((doc: unknown) => (isPlainObject(doc) && isID(doc['id']) ? [doc['id']] : []))
    return { ids, others: toPlain(others) as Doc }
  }
  const { id } = result
  if (isID(id) && operation !== 'delete') return { id }
  return { value: toPlain(result) as Doc }
}

function askedOf(given: object, keys: readonly string[]): Doc {
  const values = given as Readonly<Record<string, unknown>>
  return Object.fromEntries(
    keys.map((key) => [key, toPlain(values[key] instanceof Set ? [...values[key]] : values[key])]),
  )
}

const isID = (value: unknown): value is Id => typeof value === 'string' || typeof value === 'number'
