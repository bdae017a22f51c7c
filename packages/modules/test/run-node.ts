import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { buffer } from 'node:stream/consumers'
import { once } from 'node:events'

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url))

/**
 * Runs a program in a Node process of its own.
 *
 * @param root the project; the program finds it as `root`, and `loadModules`, `formatBootReport` and `join` imported
 */
export async function runNode(
  root: string,
  program: string,
): Promise<{ stdout: string; stderr: string; code: number | null }> {
  const source = `
    import { join } from 'node:path'
    import { formatBootReport, loadModules } from ${JSON.stringify(entry)}
    const root = ${JSON.stringify(root)}
    ${program}`
  const child = spawn(
    process.execPath,
    ['--conditions=crochet-source', '--input-type=module-typescript', '--eval', source],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    },
  )
  const [stdout, stderr, [code]] = await Promise.all([buffer(child.stdout), buffer(child.stderr), once(child, 'close')])
  return { stdout: String(stdout), stderr: String(stderr), code: code as number | null }
}
