import { isIdOf } from '../config/own-id.ts'
import type { Core } from '../core.ts'
import { loadDocument, loadDocuments } from '../documents/load-documents.ts'
import { NotFound } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { columnsToRead } from './columns-to-read.ts'
import { present } from './present.ts'
import { read } from './read.ts'
import type { Reading } from './read-documents.ts'
import { runRead, type Request } from './run.ts'

export const findingByID: Reading<Doc> = {
  list: false,
  populated: true,
  async fetch(run, query, allowed) {
    const { id } = run.args
    if (!isIdOf(run.entity, id)) throw new NotFound()
    const where = toAllowedWhere(run, query, allowed)
    const columns = columnsToRead(run.entity, query.select)
    const isPlain = query.where === undefined && allowed === undefined && columns === undefined
    const same = { column: 'id', operator: 'equals', value: id } as const
    const reader = run.reader()
    const found = isPlain
      ? await loadDocument(reader, run.entity, id)
      : (await loadDocuments(reader, run.entity, { where: { and: [same, where] }, ...columns }))[0]
    if (found === undefined) throw new NotFound()
    return { docs: [found], result: ([doc = {}]) => doc }
  },
  answered: (docs) => ({ docs, result: ([doc = {}]) => doc }),
  present,
}

/** One document. @throws NotFound also when it may not be read */
export function findByID(core: Core, request: Request): Promise<Doc> {
  return runRead(core, request, (run) => read(run, findingByID))
}
