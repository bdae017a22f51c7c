import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Session } from '../session.ts'

export interface LiveServer extends Disposable {
  readonly port: number
  /** Name of the page that everybody opens. */
  readonly document: string
  readonly process: ChildProcess
}

export async function startServer(session: Session): Promise<LiveServer> {
  const conditions = session.from === 'source' ? ['--conditions=crochet-source'] : []
  const child = fork(join(import.meta.dirname, 'server.ts'), [await session.scratch()], { execArgv: conditions })
  const [{ port, id }] = (await once(child, 'message')) as [{ port: number; id: string }]
  return { port, document: `pages/${id}`, process: child, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}
