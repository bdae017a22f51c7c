import type { Doc } from '../untyped.ts'
import { afterOperation } from './call-hooks.ts'
import { populate } from './populate.ts'
import { present } from './present.ts'
import type { WriteRun } from './run.ts'

/** What the caller of a write gets. Its hooks have seen ids; what hooks after the commit are told stays like that. */
export async function answer(run: WriteRun): Promise<Doc> {
  const [doc = run.doc] = await populate(run, [run.doc])
  return present(run, await afterOperation(run, doc))
}
