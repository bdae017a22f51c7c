import type { Core } from '../core.ts'
import { toAllowedWhere } from '../query/allowed-where.ts'
import { read } from './read.ts'
import type { Reading } from './read-documents.ts'
import { runRead, type Request } from './run.ts'

export const counting: Reading<{ totalDocs: number }> = {
  list: true,
  async fetch(run, query, allowed) {
    const totalDocs = await run.reader().count(run.entity.name, toAllowedWhere(run, query, allowed))
    return { docs: [], result: () => ({ totalDocs }) }
  },
  answered: (docs) => ({ docs: [], result: () => ({ totalDocs: docs.length }) }),
  present: async (_run, result) => result,
}

/** How many documents match, for whoever asks: `beforeRead` runs, since it may narrow the query. */
export function count(core: Core, request: Request): Promise<{ totalDocs: number }> {
  return runRead(core, request, (run) => read(run, counting))
}
