import type { Core } from '../core.ts'
import { newId } from '../documents/uuid.ts'
import { Forbidden } from '../errors.ts'
import type { Doc } from '../untyped.ts'
import type { Request } from './run.ts'
import { runWrite } from './run-write.ts'
import { write } from './write.ts'

/** Makes a new document: the pipeline of `write.ts`, starting from nothing. */
export function create(core: Core, request: Request): Promise<Doc> {
  return runWrite(core, request, (run) =>
    write(run, async (_run, allowed) => {
      // A `where` speaks of stored documents, and there is none yet.
      if (allowed !== undefined) throw new Forbidden()
      if (!run.entity.ownID) run.id = newId(core.now().getTime())
    }),
  )
}
