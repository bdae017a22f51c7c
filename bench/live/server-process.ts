import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Session } from '../session.ts'
import type { Order } from './server.ts'

export interface LiveServer extends Disposable {
  readonly port: number
  /** Name of the page that everybody opens: it has a rich text of 100 kB. */
  readonly document: string
  tell(order: Order): void
  /** How often it has stored the page for those who edit it together. */
  stores(): Promise<number>
}

export interface ServerOptions {
  /** Milliseconds after which edits are stored at the latest, if others come all the time. */
  readonly maxDebounce?: number
}

export async function startServer(session: Session, { maxDebounce }: ServerOptions = {}): Promise<LiveServer> {
  const execArgv = session.from === 'source' ? ['--conditions=crochet-source'] : []
  const words = [await session.scratch(), ...(maxDebounce === undefined ? [] : [String(maxDebounce)])]
  const child = fork(join(import.meta.dirname, 'server.ts'), words, { execArgv })
  const answer = async (): Promise<unknown> => ((await once(child, 'message')) as [unknown])[0]
  const { port, id } = (await answer()) as { port: number; id: string }
  const tell = (order: Order): void => void child.send(order)
  return {
    port,
    document: `pages/${id}`,
    tell,
    async stores() {
      tell('count stores')
      return ((await answer()) as { stores: number }).stores
    },
    [Symbol.dispose]: () => void child.kill('SIGKILL'),
  }
}
