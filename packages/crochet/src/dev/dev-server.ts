import type { App } from '../app.ts'
import { addressLines } from '../cli/address-lines.ts'
import { processIo } from '../cli/cli-io.ts'
import { loadConfig } from '../cli/load-config.ts'
import { paintOut } from '../cli/paint.ts'
import { listenAddress } from '../cli/start-command.ts'
import { createApp } from '../create-app.ts'
import { endProcess } from '../end-process.ts'
import { createLog } from '../log.ts'
import { tellImports } from './imported-files.ts'
import type { FromServer, ServeAt, ToServer } from './messages.ts'
import { Swapper } from './swapper.ts'
import { tellError } from './tell-error.ts'

export type { FromServer, ServeAt, ToServer }

// The process that serves under `crochet dev`. It does what its supervisor says, and ends with it.

const log = createLog(process.env['LOG_LEVEL'] ?? 'warn')
let app: App | undefined
let stopping = false

const tell = (message: FromServer): void => {
  if (process.connected) process.send?.(message)
}

function stop(code: number): void {
  if (stopping) return
  stopping = true
  endProcess(async () => app?.close(), { log, code })
}

function fail(error: unknown): void {
  tell({ is: 'failed', ...tellError(error) })
  stop(1)
}

process.on('disconnect', () => stop(1))
process.on('SIGTERM', () => stop(0))
process.on('message', (message: ToServer) => {
  if (message.do === 'stop') stop(0)
})
// What a terminal sends to both: the supervisor answers it.
process.on('SIGINT', () => {})

async function run(): Promise<void> {
  const io = processIo()
  tellImports(io.cwd, (files) => tell({ is: 'imports', files }))
  const { config, root } = await loadConfig(io.cwd, io.env)
  const swapping = Promise.withResolvers<Swapper>()

  process.on('message', (message: ToServer) => {
    switch (message.do) {
      case 'serve':
        serve(message).catch(fail)
        break
      case 'swap':
        void swapping.promise.then(async (swapper) => tell({ is: 'swapped', lines: await swapper.swap(message.names) }))
        break
      case 'stop':
        break
    }
  })
  tell({ is: 'prepared' })

  async function serve({ port, host, before }: ServeAt): Promise<void> {
    const booted = await createApp(config, { root, log, hotSwap: true })
    app = booted
    if (stopping) return booted.close()
    const given = { ...(port !== undefined && { port }), ...(host !== undefined && { host }) }
    const at = listenAddress(given, io.env)
    const free = at.port === 0 ? (before ?? 0) : at.port
    const { url } = await booted.listen({ host: at.host, port: free, stopOnSignals: false })
    swapping.resolve(new Swapper((...names) => booted.replaceModules(...names)))
    tell({ is: 'serving', url, report: booted.report(), addresses: addressLines(booted, url, paintOut(io)) })
  }
}

run().catch(fail)
