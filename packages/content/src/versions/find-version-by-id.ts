import type { Core } from '../core.ts'
import { findingByID } from '../operations/find-by-id.ts'
import { read } from '../operations/read.ts'
import { runRead, type Request } from '../operations/run.ts'
import type { Doc } from '../untyped.ts'
import { ofVersions } from './version-reading.ts'

/** One version. @param request its entity is that of versions. @throws NotFound also when it may not be read */
export function findVersionByID(core: Core, request: Request): Promise<Doc> {
  return runRead(core, request, (run) => read(run, { ...findingByID, ...ofVersions }))
}
