import { isPlainObject } from '@crochet/hooks'
import { withoutUnreadable } from '../access/field-access.ts'
import { pick, readSelect } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import type { Run } from './run.ts'

/** What leaves the operation: a document with only what the caller may see and asked for. Hooks have seen all of it. */
export function present(run: Run, doc: Doc): Doc | Promise<Doc> {
  const { select } = run.args
  return select === undefined && run.entity.steps.read.length === 0
    ? doc
    : cut(run, doc, readSelect(run.entity, select))
}

export function presentAll(run: Run, docs: Doc[]): Doc[] | Promise<Doc[]> {
  const selection = readSelect(run.entity, run.args.select)
  if (selection === undefined && run.entity.steps.read.length === 0) return docs
  return Promise.all(docs.map((doc) => cut(run, doc, selection)))
}

async function cut(run: Run, doc: Doc, selection: ReturnType<typeof readSelect>): Promise<Doc> {
  return isPlainObject(doc) ? pick(await withoutUnreadable(run, doc), selection) : doc
}
