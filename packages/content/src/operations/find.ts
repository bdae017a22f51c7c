import type { Core } from '../core.ts'
import { loadDocuments } from '../documents/load-documents.ts'
import { isCounted, onePage, toPage, type Page } from '../query/page.ts'
import { presentAll } from './present.ts'
import { read, toStorageQuery } from './read.ts'
import type { Reading } from './read-documents.ts'
import { runRead, type Request } from './run.ts'

export const finding: Reading<Page> = {
  list: true,
  populated: true,
  async fetch(run, query, allowed) {
    const asked = toStorageQuery(run, query, allowed)
    const reader = run.reader()
    if (!isCounted(query)) return { docs: await loadDocuments(reader, run.entity, asked), result: onePage }
    const { limit, offset } = asked
    // One more than asked for says whether there are others to count.
    const found = await loadDocuments(reader, run.entity, { ...asked, limit: limit + 1 })
    const isLast = found.length <= limit && (found.length > 0 || offset === 0)
    const total = isLast ? offset + found.length : await reader.count(run.entity.name, asked.where)
    if (found.length > limit) found.length = limit
    return { docs: found, result: (docs) => toPage(docs, total, { limit, page: offset / limit + 1 }) }
  },
  answered: (answer) => ({
    docs: answer,
    result: onePage,
  }),
  async present(run, page) {
    if (!Array.isArray(page.docs)) return page
    const docs = await presentAll(run, page.docs)
    return docs === page.docs ? page : { ...page, docs }
  },
}

/** One page of the documents that match. */
export function find(core: Core, request: Request): Promise<Page> {
  return runRead(core, request, (run) => read(run, finding))
}
