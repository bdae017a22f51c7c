import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { project, type Project } from '../project.ts'

export const bin = join(import.meta.dirname, '../../bin/crochet.cjs')

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A configuration with one collection on a real SQLite file. */
export const notesConfig = `export default {
  database: { url: process.env.DATABASE_URL ?? 'file:./data/test.db' },
  collections: [{
    slug: 'notes',
    access: { create: () => true, read: () => true },
    fields: [{ name: 'text', type: 'text', required: true }],
    hooks: { beforeChange: [({ data }) => data], afterChange: [{ id: 'tell', handler: () => {}, priority: 200 }] },
  }],
}
`

/** A project folder in which `crochet` can be imported. */
export function cliProject(files: Record<string, string> = {}): Project {
  const manifest = '{ "name": "project", "type": "module" }'
  const at = project({ 'package.json': manifest, ...files })
  mkdirSync(join(at.root, 'node_modules'))
  symlinkSync(join(import.meta.dirname, '../..'), join(at.root, 'node_modules/crochet'))
  return at
}

interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  /** Options of Node itself. */
  readonly node?: readonly string[]
}

type Child = ChildProcessByStdio<null, Readable, Readable>

/** Starts the real bin in a project; of the environment it gets only what is said. */
export function start(root: string, words: readonly string[], { env = {}, node = [] }: RunOptions = {}): Child {
  return spawn(process.execPath, ['--conditions=crochet-source', ...node, bin, ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], ...env },
  })
}

/** Runs the real bin in a project until it ends. */
export async function run(root: string, words: readonly string[], options?: RunOptions): Promise<Outcome> {
  const child = start(root, words, options)
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number | null, stdout, stderr }
}

/** A server that listens; ended with `await using`. */
export interface Running extends AsyncDisposable {
  readonly url: string
  readonly output: () => string
  /** Sends a signal, and waits for the end. */
  end(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

/** Runs the real bin until it prints an address. */
export async function serve(root: string, words: readonly string[], options?: RunOptions): Promise<Running> {
  const child = start(root, words, options)
  let output = ''
  const ended = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>
  const ready = new Promise<string>((resolve, reject) => {
    const heard = (chunk: Buffer): void => {
      output += String(chunk)
      const address = /WebSocket\s+ws:\/\/([\d.]+:\d+)/.exec(output)?.[1]
      if (address !== undefined) resolve(`http://${address}`)
    }
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    void ended.then(([code]) => reject(new Error(`ended with ${code}:\n${output}`)))
  })
  const end: Running['end'] = async (signal) => {
    child.kill(signal)
    const [code, by] = await ended
    return { code, signal: by }
  }
  return {
    url: await ready,
    output: () => output,
    end,
    [Symbol.asyncDispose]: async () => void (await end('SIGKILL')),
  }
}
