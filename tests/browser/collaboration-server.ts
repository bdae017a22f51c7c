import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface CollaborationServer extends AsyncDisposable {
  port: number
  /** `ws://127.0.0.1:<port>` */
  url: string
  /** Ends the process at once, with whatever it has not written, and waits until it is gone. */
  kill: () => Promise<void>
}

interface Options {
  /** Folder for the journal. */
  dataDir: string
  /** 0, the default, takes any free port. */
  port?: number
}

const running = new Set<ReturnType<typeof spawn>>()
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts ./collaboration-process.ts and waits until it is ready. */
export async function startCollaboration({ dataDir, port = 0 }: Options): Promise<CollaborationServer> {
  const args = ['--conditions=crochet-source', join(import.meta.dirname, 'collaboration-process.ts')]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORT: String(port), JOURNAL_URL: `file:${join(dataDir, 'journal.db')}` },
  })
  running.add(child)
  const ended = once(child, 'exit').then(() => void running.delete(child))
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  for await (const line of createInterface(child.stdout)) {
    const taken = /^port (\d+)$/.exec(line)?.[1]
    if (taken === undefined) continue
    child.stdout.resume()
    return { port: Number(taken), url: `ws://127.0.0.1:${taken}`, kill, [Symbol.asyncDispose]: kill }
  }
  throw new Error('The server ended before it was ready')
}
