/**
 * Runs benchmarks: `npm run bench` all of them, `npm run bench -- hook-dispatch` the named ones. Options are passed on to them,
 * and so are words behind a name: `npm run bench -- realtime fan-out` asks one question of one benchmark.
 * `bench/` is a workspace of its own, because its peers are not wanted in the product's tree; it is installed when needed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const bench = join(root, 'bench')

const available = readdirSync(bench).filter((name) => existsSync(join(bench, name, 'run.ts')))
const options = process.argv.slice(2).filter((word) => word.startsWith('-'))
const named = new Map<string, string[]>()
for (const word of process.argv.slice(2).filter((each) => !each.startsWith('-'))) {
  const last = [...named.values()].at(-1)
  if (available.includes(word)) named.set(word, [])
  else if (last !== undefined) last.push(word)
  else stop(`There is no benchmark "${word}". There are: ${available.join(', ')}.`)
}

if (!isInstalled()) run('npm', ['ci', '--prefix', bench])
for (const name of named.size > 0 ? named.keys() : available) {
  const words = [...(named.get(name) ?? []), ...options]
  run(process.execPath, ['--conditions=crochet-source', join(bench, name, 'run.ts'), ...words])
}

function stop(message: string): never {
  console.error(message)
  process.exit(2)
}

/** Whether what is installed was installed from the lock file as it is now. */
function isInstalled(): boolean {
  const installed = join(bench, 'node_modules', '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(bench, 'package-lock.json')).mtimeMs
}

function run(command: string, words: readonly string[]): void {
  // On Windows `npm` is a script that only a shell can start.
  const { status, error } = spawnSync(command, words, {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npm' && process.platform === 'win32',
  })
  if (status === 0) return
  console.error(`${command} ${words.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}`)
  process.exit(status ?? 1)
}
