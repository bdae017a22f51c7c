import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'

const bin = join(import.meta.dirname, '../../bin/crochet.cjs')

/** `crochet dev` in a process of its own, on real files. */
export class DevProcess implements AsyncDisposable {
  readonly root: string
  readonly #child: ChildProcessByStdio<null, Readable, Readable>
  readonly #closed: Promise<unknown>
  #said = ''
  /** Up to where what it said has been waited for. */
  #seen = 0
  #heard: () => void = () => {}
  #isClosed = false
  url = ''

  private constructor(root: string) {
    this.root = root
    this.#child = spawn(process.execPath, ['--conditions=crochet-source', bin, 'dev', '--port', '0'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#said += text
        this.#heard()
      })
    }
    this.#closed = once(this.#child, 'close').then((ended) => {
      this.#isClosed = true
      this.#heard()
      return ended
    })
  }

  /** @param files paths and texts; `package.json` is there, and `crochet` can be imported */
  static async with(files: Record<string, string>): Promise<DevProcess> {
    const root = await realpath(await mkdtemp(join(tmpdir(), 'crochet-dev-')))
    for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    await mkdir(join(root, 'node_modules'))
    await symlink(join(import.meta.dirname, '../..'), join(root, 'node_modules/crochet'))
    return new DevProcess(root)
  }

  /** As `with`, once it listens. */
  static async serving(files: Record<string, string>): Promise<DevProcess> {
    const dev = await DevProcess.with(files)
    const [, url = ''] = await dev.says(/WebSocket\s+ws(:\S+)\/collab/)
    dev.url = `http${url}`
    return dev
  }

  /** Waits until it says something that has not been waited for. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#heard = resolve
      const found = pattern.exec(this.#said.slice(this.#seen))
      if (found !== null) {
        this.#seen += found.index + found[0].length
        return found
      }
      if (this.#isClosed) throw new Error(`ended without ${pattern}:\n${this.#said}`)
      await promise
    }
  }

  /** Writes a file as editors do: another one first, which then takes its name. */
  async write(path: string, text: string): Promise<void> {
    const file = join(this.root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}~`, text)
    await rename(`${file}~`, file)
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.root, path), { recursive: true })
  }

  async get(path: string): Promise<any> {
    return (await fetch(`${this.url}${path}`)).json()
  }

  async post(path: string, body: object): Promise<any> {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return response.json()
  }

  /** Asks again and again until the answer is the wanted one. */
  async until<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await ask()
      if (wanted(answer)) return answer
    }
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal)
    const [code] = (await this.#closed) as [number | null]
    return code
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end('SIGTERM')
    await rm(this.root, { recursive: true, force: true })
  }
}

/** Posts that anybody may write, and endpoints that look into the process. */
export const config = (more = ''): string => `
  import { defineConfig } from 'crochet'
  const open = () => true
  globalThis.events ??= []
  const get = (path, handler) => ({ method: 'get', path, handler: async () => Response.json(await handler() ?? null) })
  export default defineConfig({
    collections: [{
      slug: 'posts',
      access: { create: open, read: open, update: open, delete: open },
      fields: [{ name: 'title', type: 'text' }],
    }],
    endpoints: [get('/events', () => globalThis.events), get('/pid', () => process.pid), get('/open', () => globalThis.gate?.resolve())],
    ${more}
  })
`
