import type { Core } from '../core.ts'
import type { Doc } from '../untyped.ts'
import { bulk, type Bulk } from './bulk.ts'
import { populate } from './populate.ts'
import { present } from './present.ts'
import type { Request } from './run.ts'
import { runBulk } from './run-bulk.ts'
import { updateTogether } from './update-together.ts'
import { writeDocument } from './write.ts'

/** Changes the documents that match, each with a copy of the same data. */
export function updateMany(core: Core, request: Request): Promise<Bulk<Doc>> {
  return runBulk(core, request, (run) =>
    bulk(run, {
      together: updateTogether,
      async each(one) {
        await writeDocument(one)
        return one.doc
      },
      populate,
      present,
    }),
  )
}
