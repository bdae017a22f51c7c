import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'

/** Where a Redis can be reached, as the constructor of ioredis takes it. */
export interface RedisAddress {
  host: string
  port: number
  options: { username?: string; password?: string; db?: number }
}

const variable = 'CROCHET_TEST_REDIS_URL'

/** Why there is no Redis to test with; `undefined` if there is one. */
function missingRedis(): string | undefined {
  if (process.env[variable] !== undefined || executable() !== undefined) return undefined
  return `no redis-server on the path: install Debian's package "redis-server", or name a running Redis in ${variable}`
}

/** Whether a suite that needs Redis is skipped, which it says on the console, and why, for its title. @param what is not tested then */
export function redisForTests(what = '@hocuspocus/extension-redis'): { skipped: boolean; because: string } {
  const missing = missingRedis()
  if (missing === undefined) return { skipped: false, because: '' }
  console.warn(`\n  NOT TESTED: ${what}, ${missing}\n`)
  // Where merges are decided, a suite that was skipped must not pass unseen: there it runs, and fails.
  return process.env['CI'] === 'true'
    ? { skipped: false, because: '' }
    : { skipped: true, because: ` (skipped: ${missing})` }
}

/** The Redis that `CROCHET_TEST_REDIS_URL` names, or one of the test's own, on a free port and without files. */
export async function openRedis(): Promise<RedisAddress & AsyncDisposable> {
  const url = process.env[variable]
  if (url !== undefined) return { ...toAddress(new URL(url)), [Symbol.asyncDispose]: () => Promise.resolve() }
  const command = executable()
  if (command === undefined) throw new Error(missingRedis())
  const folder = await mkdtempDisposable(join(tmpdir(), 'compat-redis-'))
  for (;;) {
    const port = await freePort()
    const settings = { port, bind: '127.0.0.1', dir: folder.path, save: '', appendonly: 'no' }
    const args = Object.entries(settings).flatMap(([key, value]) => [`--${key}`, String(value)])
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    process.once('exit', () => child.kill('SIGKILL'))
    if (!(await isReady(child))) continue
    const dispose = async (): Promise<void> => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
      await folder.remove()
    }
    return { host: '127.0.0.1', port, options: {}, [Symbol.asyncDispose]: dispose }
  }
}

function toAddress({ hostname, port, username, password, pathname }: URL): RedisAddress {
  const db = pathname.length > 1 ? { db: Number(pathname.slice(1)) } : {}
  const user = username === '' ? {} : { username: decodeURIComponent(username) }
  const secret = password === '' ? {} : { password: decodeURIComponent(password) }
  return { host: hostname, port: Number(port || 6379), options: { ...db, ...user, ...secret } }
}

function executable(): string | undefined {
  const candidates = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'redis-server'))
  return candidates.find((candidate) => {
    try {
      accessSync(candidate, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** False if another process took the port in between; anything else that ends it is an error with what it said. */
async function isReady(child: ChildProcess): Promise<boolean> {
  const lines: string[] = []
  if (child.stdout === null) throw new Error('redis-server was started without its output')
  for await (const line of createInterface(child.stdout)) {
    lines.push(line)
    if (!line.includes('Ready to accept connections')) continue
    child.stdout.resume()
    return true
  }
  if (lines.some((line) => line.includes('Address already in use'))) return false
  throw new Error(`redis-server ended before it was ready:\n${lines.join('\n')}`)
}
