import type { Core } from '../core.ts'
import type { Doc } from '../untyped.ts'
import { loadStored } from './load.ts'
import type { Request } from './run.ts'
import { runWrite } from './run-write.ts'
import { write } from './write.ts'

/** Changes a document: the pipeline of `write.ts`, starting from what is stored. */
export function update(core: Core, request: Request): Promise<Doc> {
  return runWrite(core, request, (run) => write(run, loadStored))
}
