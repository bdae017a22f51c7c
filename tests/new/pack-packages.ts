import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { cleanEnv, npmSettings } from './clean-env.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** A package as `npm pack` leaves it. */
export interface Packed {
  readonly name: string
  readonly version: string
  readonly tarball: string
}

/**
 * Builds all packages in a copy, so that tests that run at the same time see no `dist` come and go, and packs them.
 *
 * @param folder empty, for the copy and the tarballs
 */
export async function packPackages(folder: string): Promise<Packed[]> {
  const copy = join(folder, 'repository')
  await copyRepository(copy)
  await run('tsc', ['-b', 'tsconfig.build.json'], { cwd: copy, env: { ...process.env } })

  const tarballs = join(folder, 'tarballs')
  await mkdir(tarballs)
  const packages = (await readdir(join(copy, 'packages'))).map((name) => `./packages/${name}`)
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', tarballs, ...packages], {
    cwd: copy,
    env: cleanEnv(npmSettings(folder, 'http://127.0.0.1:9')),
  })
  // npm answers with a list, from version 12 on with an object by name.
  const packed = Object.values(
    JSON.parse(stdout) as Record<string, { name: string; version: string; filename: string }>,
  )
  return packed.map(({ name, version, filename }) => ({ name, version, tarball: join(tarballs, basename(filename)) }))
}

async function copyRepository(copy: string): Promise<void> {
  const left = new Set(['node_modules', 'dist', 'data', '.crochet'])
  const filter = (path: string): boolean => !left.has(basename(path)) && !path.endsWith('.tsbuildinfo')
  await cp(join(root, 'packages'), join(copy, 'packages'), { recursive: true, filter })
  for (const name of ['package.json', 'tsconfig.base.json', 'tsconfig.build.json'])
    await cp(join(root, name), join(copy, name))
  await linkModules(join(root, 'node_modules'), join(copy, 'node_modules'))
}

/** Third-party packages are those of the repository, its own are those of the copy. */
async function linkModules(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const { name } = entry
    if (name === '@crochet') await cp(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true })
    else if (entry.isSymbolicLink()) await cp(join(from, name), join(to, name), { verbatimSymlinks: true })
    else if (name !== '.bin' && name !== '.cache') await symlink(join(from, name), join(to, name))
  }
}
