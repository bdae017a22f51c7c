import type { Core } from '../core.ts'
import { mergeFields } from '../documents/merge.ts'
import { toDoc } from '../documents/row.ts'
import { Forbidden } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { present } from './present.ts'
import { read, toAllowedWhere, type Reading } from './read.ts'
import { runRead, type Request } from './run.ts'

const reading: Reading<Doc> = {
  list: false,
  async fetch(run, query, allowed) {
    const { entity } = run
    const [row] = await run.reader().find(entity.name, { where: toAllowedWhere(run, query, allowed), limit: 1 })
    if (row === undefined && allowed !== undefined) throw new Forbidden()
    const doc =
      row === undefined ? { id: entity.slug, ...mergeFields(entity.fields, undefined, {}) } : toDoc(entity, row)
    return { docs: [doc], result: ([first = {}]) => first }
  },
  answered: (docs) => ({ docs, result: ([doc = {}]) => doc }),
  present,
}

/** The document of a global; all its fields are `null` until it is first saved. */
export function findGlobal(core: Core, request: Request): Promise<Doc> {
  return runRead(core, request, (run) => read(run, reading))
}
