import type { Core } from '../core.ts'
import { finding } from '../operations/find.ts'
import { read } from '../operations/read.ts'
import { runRead, type Request } from '../operations/run.ts'
import type { Page } from '../query/page.ts'
import { ofVersions } from './version-reading.ts'

/** One page of the versions that match. @param request its entity is that of versions */
export function findVersions(core: Core, request: Request): Promise<Page> {
  return runRead(core, request, (run) => read(run, { ...finding, ...ofVersions }))
}
