import { HookPayload, isPlainObject, returnError, type HookPoint, type Waterfall } from '@crochet/hooks'
import { mergeFields } from '../documents/merge.ts'
import type {
  AfterChange,
  AfterCommit,
  AfterOperation,
  BeforeOperation,
  BeforeRead,
  Change,
  Delete,
  Read,
  ReadQuery,
} from '../hooks/payloads.ts'
import { toPayload } from '../hooks/payload.ts'
import { checkLeft } from '../hooks/check-left.ts'
import { anObject } from '../hooks/hook-map.ts'
import type { Doc } from '../untyped.ts'
import type { Run, WriteRun } from './run.ts'

/** The hook points of collections and globals, one function for each, in the order of hooks.md. */

export async function beforeOperation(run: Run): Promise<void> {
  const point = run.entity.points.beforeOperation
  if (!point.used) return
  const payload = toPayload<BeforeOperation>(run.about, { args: run.args })
  await replace(run, point, { payload, key: 'args' })
  run.args = payload.args
}

export async function beforeValidate(run: WriteRun): Promise<void> {
  await change(run, run.entity.points.beforeValidate)
}

export async function afterValidate(run: WriteRun): Promise<void> {
  const point = run.entity.points.afterValidate
  if (point.used) await point.call(changePayload(run))
}

export async function beforeChange(run: WriteRun): Promise<void> {
  await change(run, run.entity.points.beforeChange)
}

export async function afterChange(run: WriteRun): Promise<void> {
  const point = run.entity.points.afterChange
  if (!point.used) return
  const { doc, originalDoc: previousDoc, data, changed } = run
  const payload = toPayload<AfterChange>(run.about, { doc, previousDoc, data, changed })
  await replace(run, point, { payload, key: 'doc' })
  run.doc = payload.doc
}

/**
 * @param list whether the read is for many documents
 * @returns what a handler answers in place of the database; `undefined` to ask it
 */
export async function beforeRead(run: Run, query: ReadQuery, list: boolean): Promise<Doc[] | undefined> {
  const point = run.entity.points.beforeRead
  if (!point.used) return undefined
  const answer: unknown = await point.call(toPayload<BeforeRead>(run.about, { query, id: run.args.id }))
  if (answer === undefined) return undefined
  const docs: unknown = list ? answer : [answer]
  if (Array.isArray(docs) && docs.every(isPlainObject)) return docs.map((doc) => ({ ...doc }))
  const expected = list ? 'a list of documents, null or nothing' : 'a document, null or nothing'
  throw returnError(point.name, run.core.hooks.current()?.running, { value: answer, expected })
}

export async function afterFetch(run: Run, doc: Doc): Promise<Doc> {
  return readHook(run, run.entity.points.afterFetch, doc)
}

export async function afterRead(run: Run, doc: Doc): Promise<Doc> {
  return readHook(run, run.entity.points.afterRead, doc)
}

export async function beforeDelete(run: WriteRun): Promise<void> {
  const point = run.entity.points.beforeDelete
  if (point.used) await point.call(toPayload<Delete>(run.about, { id: run.id, doc: run.doc }))
}

export async function afterDelete(run: WriteRun): Promise<void> {
  const point = run.entity.points.afterDelete
  if (point.used) await point.call(toPayload<Delete>(run.about, { id: run.id, doc: run.doc }))
}

export async function afterOperation<R extends object>(run: Run, result: R): Promise<R> {
  const point = run.entity.points.afterOperation
  if (!point.used) return result
  const payload = toPayload<AfterOperation>(run.about, { args: run.args, result })
  await replace(run, point, { payload, key: 'result' })
  return payload.result as R
}

/** Background handlers of `afterCommit` are kept with the write, before it is committed: they run if and only if it is. */
export async function offloadAfterCommit(run: WriteRun): Promise<void> {
  for (const point of [run.entity.points.afterCommit, run.core.root.afterCommit]) {
    if (point.offloads) await point.offload(afterCommitPayload(run))
  }
}

export function afterCommitPayload({ about, id, doc, originalDoc: previousDoc, changed }: WriteRun): AfterCommit {
  return toPayload<AfterCommit>(about, { id, doc, previousDoc, changed })
}

async function readHook(run: Run, point: Run['entity']['points']['afterFetch' | 'afterRead'], doc: Doc): Promise<Doc> {
  if (!point.used) return doc
  const payload = toPayload<Read>(run.about, { doc })
  await replace(run, point, { payload, key: 'doc' })
  return payload.doc
}

async function change(run: WriteRun, point: WriteRun['entity']['points']['beforeChange']): Promise<void> {
  if (!point.used) return
  const payload = changePayload(run)
  await replace(run, point, { payload, key: 'data' })
  run.data = payload.data
}

function changePayload(run: WriteRun): Change {
  const { entity, about, data, originalDoc } = run
  const own = {
    __proto__: HookPayload.prototype,
    data,
    originalDoc,
    get merged(): Doc {
      return { ...originalDoc, ...mergeFields(entity.fields, originalDoc, own.data) }
    },
  }
  return Object.assign(own, about) as unknown as Change
}

type Replacing = Pick<HookPoint<Waterfall<{ data: unknown }, 'data'>>, 'name'> & {
  readonly call: (payload: never) => unknown
}

/** Runs handlers that may replace `payload[key]`. A dispatch that is over at once costs no turn of the event loop. */
async function replace<K extends string>(
  run: Run,
  point: Replacing,
  { payload, key }: { payload: Readonly<Record<K, unknown>>; key: K },
): Promise<void> {
  const pending = point.call(payload as never)
  if (pending instanceof Promise) await pending
  checkLeft(run.core.hooks, point.name, { value: payload[key], returns: anObject })
}
