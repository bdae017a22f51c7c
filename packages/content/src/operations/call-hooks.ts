import { isPlainObject, type HookPoint, type Waterfall } from '@crochet/hooks'
import { mergeFields } from '../documents/merge.ts'
import type {
  AfterChange,
  AfterOperation,
  BeforeOperation,
  BeforeRead,
  Change,
  Delete,
  Read,
  ReadQuery,
} from '../hooks/payloads.ts'
import { toPayload } from '../hooks/payload.ts'
import { anObject, guardReplaced, returnError, type Shape } from '../hooks/replaceable.ts'
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
  const shape: Shape = {
    accepts: () => false,
    expected: list ? 'a list of documents, null or nothing' : 'a document, null or nothing',
  }
  throw returnError(answer, { shape, hooks: run.core.hooks, hook: point.name })
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
  const payload = toPayload<Change>(run.about, { data: run.data, originalDoc: run.originalDoc, merged: {} })
  Object.defineProperty(payload, 'merged', {
    enumerable: true,
    configurable: true,
    get: () => ({ ...run.originalDoc, ...mergeFields(run.entity.fields, run.originalDoc, payload.data) }),
  })
  return payload
}

type Replacing = Pick<HookPoint<Waterfall<{ data: unknown }, 'data'>>, 'name'> & {
  readonly call: (payload: never) => unknown
}

async function replace(run: Run, point: Replacing, { payload, key }: { payload: object; key: string }): Promise<void> {
  guardReplaced(payload, key, { shape: anObject, hooks: run.core.hooks, hook: point.name })
  await point.call(payload as never)
}
