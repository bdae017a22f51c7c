import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, parseAst, type Plugin } from 'vite'
import { crochet } from 'crochet/vite'

const example = join(import.meta.dirname, '../../examples/newsroom')

/** The example with a marker in everything that is for the server. */
export interface MarkedExample extends Disposable {
  readonly root: string
  readonly markers: readonly string[]
}

const page = `import { createClient } from '@crochet/client'
import { toClientConfig } from 'crochet'
import { orders } from './collections/orders.ts'
import { posts } from './collections/posts.ts'
import config from './crochet.config.ts'

const client = createClient({ url: '' })
const { collections, globals } = toClientConfig(config)
const show = (id: string, value: unknown): void => {
  const element = document.createElement('pre')
  element.id = id
  element.textContent = JSON.stringify(value)
  document.body.append(element)
}
show('config', { collections, globals })
show('names', [posts, orders].map(({ slug }) => slug))
const created = await client.create({ collection: 'posts', data: { title: 'From the page' } })
show('found', await client.find({ collection: 'posts', where: { id: { equals: created.id } }, select: { title: true } }))
const refused = await client.delete({ collection: 'orders', id: 'none' }).catch((error: unknown) => error)
show('refused', refused)
`

/** Copies the example's configuration beside a page that imports it, and marks it. */
export function markedExample(): MarkedExample {
  const root = mkdtempSync(join(import.meta.dirname, '.marked-'))
  const markers: string[] = []
  const mark = (): string => {
    const marker = `MARKER-${markers.length}-`
    markers.push(marker)
    return `globalThis.leaked?.('${marker}')`
  }
  for (const name of ['collections', 'globals', 'crochet.config.ts', 'people.ts', 'realtime.ts', 'slug.ts']) {
    cpSync(join(example, name), join(root, name), { recursive: true })
  }
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))) {
    const file = join(root, name)
    const text = markFunctions(readFileSync(file, 'utf8'), mark)
    // What only hooks import says so as soon as it is loaded.
    const isHelper = ['people.ts', 'realtime.ts', 'slug.ts'].includes(name)
    writeFileSync(file, isHelper ? `${text}\n${mark()}\n` : text)
  }
  const config = join(root, 'crochet.config.ts')
  markers.push('MARKER-secret', 'DATABASE_URL', 'hook-feed')
  const secret = "defineConfig({\n  secret: 'MARKER-secret',"
  writeFileSync(config, readFileSync(config, 'utf8').replace('defineConfig({', secret))
  writeFileSync(join(root, 'main.ts'), page)
  writeFileSync(
    join(root, 'index.html'),
    '<!doctype html><title>A page</title><script type="module" src="/main.ts"></script>',
  )
  return { root, markers, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) }
}

/** Puts a call into every function: none of the example's configuration modules has one that is for pages. */
function markFunctions(code: string, mark: () => string): string {
  const edits: { at: number; text: string }[] = []
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { type, body } = node as { type?: string; body?: { type: string; start: number; end: number } }
    if (/Function/.test(type ?? '') && body !== undefined) {
      if (body.type === 'BlockStatement') edits.push({ at: body.start + 1, text: `${mark()};` })
      else edits.push({ at: body.start, text: `(${mark()}, ` }, { at: body.end, text: ')' })
    }
    for (const inner of Object.values(node)) visit(inner)
  }
  visit(parseAst(code, { lang: 'ts' }))
  let marked = code
  for (const { at, text } of edits.toSorted((a, b) => b.at - a.at))
    marked = marked.slice(0, at) + text + marked.slice(at)
  return marked
}

const conditions = ['crochet-source', 'browser', 'module', 'import', 'default']

/** Builds the page into `public`, with source maps. @returns everything that was written, by name */
export async function buildPage(root: string, plugins: Plugin[] = [crochet()]): Promise<Map<string, string>> {
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    plugins,
    resolve: { conditions },
    build: { outDir: 'public', sourcemap: true, target: 'es2022', modulePreload: { polyfill: false } },
  })
  const files = readdirSync(join(root, 'public'), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  return new Map(files.map((file) => [file.name, readFileSync(join(file.parentPath, file.name), 'utf8')]))
}
