import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

export type Installed =
  | { readonly kind: 'installed'; readonly root: string }
  /** The registry does not answer here. */
  | { readonly kind: 'unreachable'; readonly reason: string }

/** What npm says when there is no way to the registry, rather than something wrong with what was asked. */
const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|EIDLETIMEOUT|E5\d\d|ENOTCACHED)\b/

/**
 * Installs packages from the registry that npm is set up for into a folder of its own, without running any script of theirs.
 *
 * @param packages with exact versions
 * @param options `env`: over the environment of npm
 * @throws Error when npm fails for any other reason
 */
export async function install(packages: readonly string[], env: Record<string, string> = {}): Promise<Installed> {
  const root = mkdtempSync(join(tmpdir(), 'crochet-published-'))
  writeFileSync(join(root, 'package.json'), '{ "name": "published", "private": true }')
  const options = [
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
  ]
  const npm = spawn('npm', ['install', ...options, ...packages], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
    timeout: 180_000,
  })
  const [said, [code]] = await Promise.all([text(npm.stderr), once(npm, 'close')])
  if (code === 0) return { kind: 'installed', root }
  rmSync(root, { recursive: true, force: true })
  const found = unreachable.exec(said)?.[0]
  if (found === undefined && code !== null) throw new Error(`npm could not install ${packages.join(' ')}: ${said}`)
  return { kind: 'unreachable', reason: found ?? 'npm was not done within 180 s' }
}
