import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** How the example ended: the exit code `npm start` gave, or the signal that ended it. */
export interface Ending {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Newsroom extends AsyncDisposable {
  /** `http://127.0.0.1:<port>` */
  url: string
  /** `ws://127.0.0.1:<port>/collab` */
  wsUrl: string
  port: number
  /** Process id of the server itself, which is a descendant of `npm start`. */
  pid: number
  /** The process group of `npm start` and all its descendants. */
  group: number
  /** Everything it has printed so far. */
  output: () => string
  /** Sends a signal to the server, then waits until it and `npm start` are gone; the code of `npm start` is the server's. */
  kill: (signal: NodeJS.Signals) => Promise<Ending>
  /** Waits until the server and `npm start` are gone, whatever ended them. */
  ended: () => Promise<Ending>
}

interface Options {
  /** Folder for the database. */
  dataDir: string
  /** 0, the default, takes any free port. */
  port?: number
}

const repository = join(import.meta.dirname, '..', '..')

// The first start on a machine builds the page.
const startedWithin = 60_000
const endedWithin = 20_000

const running = new Set<number>()
process.on('exit', () => running.forEach((group) => send(-group, 'SIGKILL')))

/** Runs `npm start` in a process group of its own, and waits until it prints its address. */
export async function startNewsroom({ dataDir, port = 0 }: Options): Promise<Newsroom> {
  const child = spawn('npm', ['start'], {
    cwd: repository,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...environment(), PORT: String(port), HOST: '127.0.0.1', DATABASE_URL: databaseUrl(dataDir) },
  })
  const lines: string[] = []
  const output = (): string => lines.join('\n')
  const ready = Promise.withResolvers<URL>()
  const ended = Promise.withResolvers<Ending>()

  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line)
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(line)
      if (address !== null) ready.resolve(new URL(address[0]))
    })
  }
  child.once('error', ready.reject)
  // `close` comes when every process that holds the output is gone, so also the server below npm.
  child.once('close', (code, signal) => {
    running.delete(child.pid ?? 0)
    ready.reject(new Error(`The newsroom ended before it was ready (${code ?? signal}):\n${output()}`))
    ended.resolve({ code, signal })
  })
  const group = child.pid
  if (group === undefined) throw await ready.promise.catch((error: unknown) => error)
  running.add(group)

  const whenEnded = (): Promise<Ending> =>
    within(endedWithin, ended.promise, () => `The newsroom goes on instead of ending:\n${output()}`)
  const killAll = async (): Promise<void> => {
    send(-group, 'SIGKILL')
    await whenEnded()
  }
  try {
    const { origin, host, port: taken } = await within(startedWithin, ready.promise, () => `Not ready:\n${output()}`)
    const pid = lastDescendant(group)
    const kill = (signal: NodeJS.Signals): Promise<Ending> => {
      send(pid, signal)
      return whenEnded()
    }
    return {
      url: origin,
      wsUrl: `ws://${host}/collab`,
      port: Number(taken),
      pid,
      group,
      output,
      kill,
      ended: whenEnded,
      [Symbol.asyncDispose]: async () => {
        if (running.has(group)) await kill('SIGTERM').catch(killAll)
      },
    }
  } catch (error) {
    await killAll()
    throw error
  }
}

/** The SQLite file of a newsroom that keeps its data in this folder. */
export function databaseFile(dataDir: string): string {
  return join(dataDir, 'crochet.db')
}

function databaseUrl(dataDir: string): string {
  return `file:${databaseFile(dataDir)}`
}

/** Without what the test runner says about itself. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_ENV: _nodeEnv, VITEST: _vitest, ...rest } = process.env
  return { ...rest, NO_COLOR: '1' }
}

/** Follows npm, the shell it uses, and whatever they start, down to the process that does the work. */
function lastDescendant(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')
  return child === undefined || child === '' ? pid : lastDescendant(Number(child))
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal)
  } catch (error) {
    // ESRCH: it has ended just now.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A bound on waiting, not a wait: what is waited for is the promise. */
async function within<T>(milliseconds: number, promise: Promise<T>, message: () => string): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Error(message())), milliseconds)
  try {
    return await Promise.race([promise, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
