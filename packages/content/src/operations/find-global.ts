import type { Core } from '../core.ts'
import { mergeFields } from '../documents/merge.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { Forbidden } from '../errors.ts'
import type { Data, Doc } from '../untyped.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { columnsToRead } from './columns-to-read.ts'
import { fillDefaults } from './fill-defaults.ts'
import { present } from './present.ts'
import { read } from './read.ts'
import type { Reading } from './read-documents.ts'
import { runRead, type Request, type Run } from './run.ts'

const reading: Reading<Doc> = {
  list: false,
  populated: true,
  async fetch(run, query, allowed) {
    const { entity } = run
    const where = toAllowedWhere(run, query, allowed)
    const columns = columnsToRead(entity, query.select)
    const [stored] = await loadDocuments(run.reader(), entity, { where, limit: 1, ...columns })
    if (stored === undefined && allowed !== undefined) throw new Forbidden()
    return { docs: [stored ?? (await unsaved(run))], result: ([first = {}]) => first }
  },
  answered: (docs) => ({ docs, result: ([doc = {}]) => doc }),
  present,
}

/** What a global is before it is first saved: its default values. */
async function unsaved({ entity, req }: Run): Promise<Doc> {
  const data: Data = {}
  await fillDefaults(entity.steps.defaults, { data, previous: undefined, prefix: '' }, { req, data })
  return { id: entity.slug, ...mergeFields(entity.fields, undefined, data) }
}

/** The document of a global. */
export function findGlobal(core: Core, request: Request): Promise<Doc> {
  return runRead(core, request, (run) => read(run, reading))
}
