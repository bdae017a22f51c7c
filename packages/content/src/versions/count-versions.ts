import type { Core } from '../core.ts'
import { counting } from '../operations/count.ts'
import { read } from '../operations/read.ts'
import { runRead, type Request } from '../operations/run.ts'
import { ofVersions } from './version-reading.ts'

/** How many versions match, for whoever asks. @param request its entity is that of versions */
export function countVersions(core: Core, request: Request): Promise<{ totalDocs: number }> {
  return runRead(core, request, (run) => read(run, { ...counting, ...ofVersions }))
}
