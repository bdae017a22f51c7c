import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server } from '@crochet/realtime'

type Configuration = NonNullable<ConstructorParameters<typeof Server>[0]>

/** A server on a port of the loopback interface. */
export interface RunningServer extends AsyncDisposable {
  readonly server: Server
  readonly port: number
  /** `ws://127.0.0.1:<port>` */
  readonly url: string
  /** Shuts it down and waits until that is done. */
  readonly stop: () => Promise<void>
}

/** Starts a server; port 0, the default, takes any free one. */
export async function startServer(configuration: Configuration = {}): Promise<RunningServer> {
  const server = new Server({ quiet: true, stopOnSignals: false, address: '127.0.0.1', port: 0, ...configuration })
  await server.listen()
  const port = server.address?.port ?? 0
  const stop = (): Promise<void> => server.destroy()
  return { server, port, url: `ws://127.0.0.1:${port}`, stop, [Symbol.asyncDispose]: stop }
}

/** A folder that goes with the test, and a journal in it that outlives a server. */
export async function openFolder(): Promise<AsyncDisposable & { path: string; journal: { url: string } }> {
  const folder = await mkdtempDisposable(join(tmpdir(), 'compat-'))
  return {
    path: folder.path,
    journal: { url: `file:${join(folder.path, 'journal.db')}` },
    [Symbol.asyncDispose]: () => folder.remove(),
  }
}
