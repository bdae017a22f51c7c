import type { Core } from '../core.ts'
import { toDoc } from '../documents/row.ts'
import { NotFound } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { present } from './present.ts'
import { read, toAllowedWhere, type Reading } from './read.ts'
import { runRead, type Request } from './run.ts'

const reading: Reading<Doc> = {
  list: false,
  async fetch(run, query, allowed) {
    const { id } = run.args
    if (typeof id !== 'string') throw new NotFound()
    const where = toAllowedWhere(run, query, allowed)
    const isPlain = query.where === undefined && allowed === undefined
    const row = isPlain
      ? await run.reader().findByID(run.entity.name, id)
      : (
          await run
            .reader()
            .find(run.entity.name, { where: { and: [{ column: 'id', operator: 'equals', value: id }, where] } })
        )[0]
    if (row === undefined) throw new NotFound()
    return { docs: [toDoc(run.entity, row)], result: ([doc = {}]) => doc }
  },
  answered: (docs) => ({ docs, result: ([doc = {}]) => doc }),
  present,
}

/** One document. @throws NotFound also when it may not be read */
export function findByID(core: Core, request: Request): Promise<Doc> {
  return runRead(core, request, (run) => read(run, reading))
}
