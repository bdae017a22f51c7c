import { Command } from 'commander'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { newCommand } from '../../src/cli/new-command.ts'

/** An empty folder that goes away with the test. */
export function emptyFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'crochet-new-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

/** Runs `crochet new` where there is no terminal. @returns what it printed @throws what the command throws */
export async function runNew(cwd: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const stdout = new PassThrough()
  const program = new Command('crochet').exitOverride()
  newCommand(program, { cwd, env, stdout, stderr: new PassThrough(), color: false, isTTY: false })
  await program.parseAsync(['new', ...args], { from: 'user' })
  stdout.end()
  return (await stdout.toArray()).join('')
}
