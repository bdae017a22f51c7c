import { spawn } from 'node:child_process'
import { createReadStream, existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Packed } from './pack-packages.ts'

const root = join(import.meta.dirname, '../..')

/** A registry of npm packages on this machine. */
export interface Registry extends AsyncDisposable {
  readonly url: string
  /** Names that were asked for and are not here. */
  readonly missing: string[]
}

/** One version of a package, and where its tarball comes from: a file, or a folder that is packed when it is asked for. */
interface Version {
  readonly manifest: { readonly name: string; readonly version: string }
  readonly from: { readonly tarball: string } | { readonly folder: string }
}

/**
 * Serves what npm asks a registry for: the packages that were packed, and of the rest what is installed in this repository.
 *
 * @see https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md
 */
export async function openRegistry(packed: readonly Packed[]): Promise<Registry> {
  const versions = [...(await versionsPacked(packed)), ...(await versionsInstalled())]
  const missing: string[] = []
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    const index = /^-\/(\d+)\.tgz$/.exec(path)?.[1]
    if (index !== undefined) return sendTarball(versions[Number(index)], response)
    const found = versions.filter(({ manifest }) => manifest.name === path)
    if (found.length === 0) {
      missing.push(path)
      response.writeHead(404).end('{}')
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(packument(path, found)))
  })

  function packument(name: string, found: readonly Version[]): object {
    const byVersion = found.map((one) => [
      one.manifest.version,
      { ...one.manifest, dist: { tarball: `${url}/-/${versions.indexOf(one)}.tgz` } },
    ])
    return { name, 'dist-tags': { latest: byVersion[0]?.[0] }, versions: Object.fromEntries(byVersion) }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    missing,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function versionsPacked(packed: readonly Packed[]): Promise<Version[]> {
  return Promise.all(
    packed.map(async ({ name, tarball }) => {
      const folder = join(root, 'packages', name.replace('@crochet/', ''))
      return { manifest: await manifestIn(folder), from: { tarball } }
    }),
  )
}

/** Every package of the lock file that is installed, nested ones included; without links to this repository's own. */
async function versionsInstalled(): Promise<Version[]> {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { link?: boolean }>
  }
  const folders = Object.entries(lock.packages)
    .filter(([path, { link }]) => path.includes('node_modules/') && link !== true)
    .map(([path]) => join(root, path))
    .filter((folder) => existsSync(join(folder, 'package.json')))
  const all = await Promise.all(
    folders.map(async (folder) => ({ manifest: await manifestIn(folder), from: { folder } })),
  )
  const seen = new Set<string>()
  return all.filter(({ manifest: { name, version } }) => {
    const id = `${name}@${version}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

const manifestIn = async (folder: string): Promise<Version['manifest']> =>
  JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Version['manifest']

function sendTarball(version: Version | undefined, response: ServerResponse): void {
  if (version === undefined) return void response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  const { from } = version
  if ('tarball' in from) return void createReadStream(from.tarball).pipe(response)
  const args = ['-c', '--exclude=./node_modules', '--transform=s,^\\.,package,', '-I', 'gzip -1', '.']
  spawn('tar', args, { cwd: from.folder, stdio: ['ignore', 'pipe', 'inherit'] }).stdout.pipe(response)
}
