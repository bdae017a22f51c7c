import { isPlainObject } from '@crochet/hooks'
import { withoutUnreadable } from '../access/field-access.ts'
import { pick, readSelect } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import type { Run } from './run.ts'

/** What leaves the operation: a document with only what the caller may see and asked for. Hooks have seen all of it. */
export async function present(run: Run, doc: Doc): Promise<Doc> {
  const [presented = doc] = await presentAll(run, [doc])
  return presented
}

export async function presentAll(run: Run, docs: Doc[]): Promise<Doc[]> {
  const selection = readSelect(run.entity, run.args.select)
  if (selection === undefined && run.entity.steps.read.length === 0) return docs
  return Promise.all(
    docs.map(async (doc) => (isPlainObject(doc) ? pick(await withoutUnreadable(run, doc), selection) : doc)),
  )
}
