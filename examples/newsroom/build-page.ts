// Builds the web page in ./page into ./public, and does nothing when ./public is newer than everything it is made of.
import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const source = join(import.meta.dirname, 'page')
/** The client is built in from its sources. */
const client = join(import.meta.dirname, '../../packages/client/src')
const target = join(import.meta.dirname, 'public')

/** When a file or folder last changed (milliseconds since 1970); a folder changes when an entry comes or goes. 0 if absent. */
async function changedAt(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.mtimeMs ?? 0
}

/** A folder and everything in it. */
async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return [folder, ...names.map((name) => join(folder, name))]
}

async function isFresh(): Promise<boolean> {
  const inputs = [
    ...(await filesIn(source)),
    ...(await filesIn(client)),
    join(import.meta.dirname, 'package.json'),
    import.meta.filename,
  ]
  const newest = Math.max(...(await Promise.all(inputs.map(changedAt))))
  return (await changedAt(join(target, 'index.html'))) > newest
}

/** Readers see the old file or the new one, never half of it, also when two builds run at once. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const draft = join(target, `.${randomUUID()}`)
  await writeFile(draft, content)
  await rename(draft, path)
}

async function removeOthers(kept: ReadonlySet<string>): Promise<void> {
  for (const entry of await readdir(target, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile() && !entry.name.startsWith('.') && !kept.has(path)) await rm(path, { force: true })
  }
}

async function buildPage(): Promise<void> {
  const { build, defaultClientConditions } = await import('vite')
  // Kept as files: an inlined picture would need `data:` in the page's content security policy.
  const built = await build({
    root: source,
    logLevel: 'warn',
    // One copy of Yjs in the page: editors recognise its types by their classes.
    resolve: { conditions: ['crochet-source', ...defaultClientConditions], dedupe: ['yjs'] },
    build: { write: false, assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  })
  const files = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  // The page comes last: whoever reads it finds the scripts and styles it names.
  const ordered = files.toSorted(
    (one, other) => Number(one.fileName.endsWith('.html')) - Number(other.fileName.endsWith('.html')),
  )
  for (const file of ordered)
    await writeWhole(join(target, file.fileName), file.type === 'chunk' ? file.code : file.source)
  await removeOthers(new Set(ordered.map((file) => join(target, file.fileName))))
}

if (!(await isFresh())) await buildPage()
