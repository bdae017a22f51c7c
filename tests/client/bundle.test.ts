import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { crochet, type CrochetPluginOptions } from 'crochet/vite'
import { build, createServer } from 'vite'
import { describe, expect, test } from 'vitest'
import { buildPage, markedExample } from './marked-example.ts'

const conditions = ['crochet-source', 'browser', 'module', 'import', 'default']

describe("a page that imports the example's collections", () => {
  test('gets nothing of hooks, access rules, secrets and what only they import, not even in source maps', async () => {
    using example = markedExample()
    expect(example.markers.length).toBeGreaterThan(25)
    const files = await buildPage(example.root)
    const all = [...files.values()].join('\n')
    expect(example.markers.filter((marker) => all.includes(marker))).toEqual([])
    expect(all).not.toMatch(/node:|randomUUID|newsroom-admin|spam-domain/)
    expect(all).toContain('orderNumber')
    expect([...files.keys()].some((name) => name.endsWith('.map'))).toBe(true)
  })

  test('without the plugin it would: the markers are in places that bundlers keep', async () => {
    using example = markedExample()
    writeFileSync(join(example.root, 'main.ts'), "import { posts } from './collections/posts.ts'\nconsole.log(posts)\n")
    const all = [...(await buildPage(example.root, [])).values()].join('\n')
    expect(example.markers.filter((marker) => all.includes(marker)).length).toBeGreaterThan(8)
  })

  test('its workers get as little', async () => {
    using example = markedExample()
    writeFileSync(
      join(example.root, 'worker.ts'),
      "import { posts } from './collections/posts.ts'\npostMessage(posts)\n",
    )
    writeFileSync(
      join(example.root, 'main.ts'),
      "new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })\nimport('./collections/orders.ts?x=1')\n",
    )
    const files = await buildPage(example.root)
    const all = [...files.values()].join('\n')
    expect(all).toContain('slug:`posts`')
    expect(all).toContain('slug:`orders`')
    expect(example.markers.filter((marker) => all.includes(marker))).toEqual([])
  })

  test('modules to look at, and not to, are named in the options', async () => {
    using example = markedExample()
    const write = (name: string, text: string): void => writeFileSync(join(example.root, name), text)
    write('fields.ts', "export const fields = [{ name: 'a', type: 'text', validate: () => 'MARKER' }]\n")
    write('routes.ts', "export const routes = [{ slug: 'a', fields: [], onSubmit: () => 'KEPT' }]\n")
    write(
      'main.ts',
      "import { fields } from './fields.ts'\nimport { routes } from './routes.ts'\nconsole.log(fields, routes)\n",
    )
    const texts = async (options: CrochetPluginOptions): Promise<string> =>
      [...(await buildPage(example.root, [crochet(options)])).values()].join('\n')
    const named = await texts({ include: ['./fields.ts'], exclude: ['rout*.ts'] })
    expect(named).not.toContain('MARKER')
    expect(named).toContain('KEPT')
    const guessed = await texts({})
    expect(guessed).toContain('MARKER')
    expect(guessed).not.toContain('KEPT')
  })

  test('a source map leads to the lines of the file', async () => {
    using example = markedExample()
    const files = await buildPage(example.root)
    const [, text = ''] = [...files].find(([name]) => name.endsWith('.map')) ?? []
    const map = JSON.parse(text) as { sources: string[]; sourcesContent: string[] }
    const shown = map.sourcesContent[map.sources.findIndex((name) => name.endsWith('posts.ts'))] ?? ''
    const lineOf = (content: string): number => content.split('\n').findIndex((line) => line.includes("name: 'body'"))
    const { readFileSync } = await import('node:fs')
    expect(lineOf(shown)).toBe(lineOf(readFileSync(join(example.root, 'collections/posts.ts'), 'utf8')))
    expect(lineOf(shown)).toBeGreaterThan(0)
  })

  test('the development server gives pages the same', async () => {
    using example = markedExample()
    await using stack = new AsyncDisposableStack()
    const server = await createServer({
      root: example.root,
      configFile: false,
      logLevel: 'error',
      plugins: [crochet()],
      resolve: { conditions },
      server: { middlewareMode: true, ws: false, watch: null },
      optimizeDeps: { noDiscovery: true },
    })
    stack.defer(() => server.close())
    for (const name of ['collections/posts.ts', 'collections/orders.ts', 'globals/settings.ts', 'crochet.config.ts']) {
      const { code = '' } = (await server.transformRequest(`/${name}`)) ?? {}
      expect(code).toContain(name === 'crochet.config.ts' ? 'collections' : 'slug')
      expect(example.markers.filter((marker) => code.includes(marker))).toEqual([])
      const map = Buffer.from(code.split('base64,')[1] ?? '', 'base64').toString()
      expect(example.markers.filter((marker) => map.includes(marker))).toEqual([])
    }
    const onServer = await server.environments.ssr.transformRequest('/collections/posts.ts')
    expect(onServer?.code).toContain('MARKER-')
  })

  test('a bundle for the server keeps everything', async () => {
    using example = markedExample()
    const built = await build({
      root: example.root,
      configFile: false,
      logLevel: 'error',
      plugins: [crochet()],
      resolve: { conditions: ['crochet-source', 'node'] },
      build: { ssr: 'collections/posts.ts', write: false },
    })
    const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
    expect(chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')).toContain('MARKER-')
  })
})

describe('what cannot be bundled', () => {
  test('a spread in a configuration module stops the build, with file, line, reason and remedy', async () => {
    using example = markedExample()
    writeFileSync(
      join(example.root, 'collections/posts.ts'),
      "const base = { access: {} }\nexport const posts = {\n  slug: 'posts',\n  fields: [],\n  ...base,\n}\n",
    )
    const building = buildPage(example.root)
    await expect(building).rejects.toThrow(/collections\/posts\.ts:5:3 SPREAD: .* Write its keys out/)
  })

  test('a package of the server says in its own name that it is one', async () => {
    using example = markedExample()
    writeFileSync(join(example.root, 'main.ts'), "import { createContent } from '@crochet/content'\ncreateContent()\n")
    await expect(buildPage(example.root)).rejects.toThrow(/createContent.*server-only/)
  })
})
