import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { expect, test } from 'vitest'

/** The client as Vite bundles it for a page, with nothing left out. */
async function bundle(): Promise<string> {
  const entry = join(import.meta.dirname, '../src/index.ts')
  const built = await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, lib: { entry, formats: ['es'] }, rolldownOptions: { treeshake: false } },
  })
  const chunks = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  return chunks.map((chunk) => (chunk.type === 'chunk' ? chunk.code : '')).join('')
}

test('all of it is below 6 kB, gzipped, and imports nothing', async () => {
  const code = await bundle()
  expect(code).toContain('x-http-method-override')
  expect(code).not.toMatch(/\bimport\b|\brequire\b|node:/)
  expect(gzipSync(code).length).toBeLessThan(6_000)
})
