import { isPlainObject } from '@crochet/hooks'
import { withoutUnreadable } from '../access/field-access.ts'
import { pick, readSelect } from '../query/select.ts'
import type { Doc } from '../untyped.ts'
import type { Run } from './run.ts'

/** What leaves the operation: a document with only what the caller may see and asked for. Hooks have seen all of it. */
export async function present(run: Run, doc: Doc): Promise<Doc> {
  if (!isPlainObject(doc)) return doc
  return pick(await withoutUnreadable(run, doc), readSelect(run.entity, run.args.select))
}
