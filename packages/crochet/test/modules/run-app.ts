import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('../../src/index.ts', import.meta.url))

export interface Run {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  /** Milliseconds from start to end. */
  readonly ms: number
}

/**
 * Runs a program with the real application in a Node process of its own, which nothing of the program keeps alive.
 *
 * @param root its working directory
 * @param program an ES module in TypeScript; it finds `createApp` imported
 * @param options `env` of the process beside PATH; `kill`: milliseconds after which it is killed, so that a hang is a failure
 */
export async function runApp(
  root: string,
  program: string,
  { env = {}, kill = 30_000 }: { env?: Record<string, string>; kill?: number } = {},
): Promise<Run> {
  const started = performance.now()
  const source = `import { createApp } from ${JSON.stringify(entry)}\n${program}`
  const child = spawn(
    process.execPath,
    ['--conditions=crochet-source', '--input-type=module-typescript', '--eval', source],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env['PATH'], ...env }, timeout: kill },
  )
  const [stdout, stderr, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  return {
    stdout: String(stdout),
    stderr: String(stderr),
    code: code as number | null,
    ms: performance.now() - started,
  }
}
