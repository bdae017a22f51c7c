import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../src/cli/load-config.ts'
import { cliProject, run } from './cli-process.ts'

const env = (): NodeJS.ProcessEnv => ({ CROCHET_SECRET: 'x'.repeat(32) })

describe('crochet.config', () => {
  const forms: Record<string, [string, string]> = {
    'TypeScript, default export': ['crochet.config.ts', 'const slug: string = "a"\nexport default { origins: [slug] }'],
    'TypeScript that Node cannot strip': [
      'crochet.config.ts',
      'enum Slug { A = "a" }\nexport default { origins: [Slug.A] }',
    ],
    'TypeScript, module.exports': ['crochet.config.ts', 'module.exports = { origins: ["a"] }'],
    'JavaScript, default export': ['crochet.config.js', 'export default { origins: ["a"] }'],
    'JavaScript, module.exports': ['crochet.config.js', 'module.exports = { origins: ["a"] }'],
    '.mjs, a promise': ['crochet.config.mjs', 'export default Promise.resolve({ origins: ["a"] })'],
    'with imports that have no ending': [
      'crochet.config.ts',
      'import { a } from "./a"\nexport default { origins: [a] }',
    ],
  }
  for (const [title, [name, text]] of Object.entries(forms)) {
    test(`${title}`, async () => {
      using at = cliProject({ [name]: text, 'a.ts': "export const a = 'a'" })
      const { config, file, root } = await loadConfig(at.root, env())
      expect({ file, root }).toEqual({ file: join(at.root, name), root: at.root })
      expect(config).toEqual({ origins: ['a'], secret: 'x'.repeat(32) })
    })
  }

  test('imports crochet, as the guide has it', async () => {
    const text = "import { defineConfig } from 'crochet'\nexport default defineConfig({ collections: [] })"
    using at = cliProject({ 'crochet.config.ts': text })
    expect(await run(at.root, ['hooks'])).toEqual({ code: 0, stdout: 'No handler is attached.\n', stderr: '' })
  })

  test('is looked for where one is, or in --root', async () => {
    using at = cliProject({ 'deep/crochet.config.js': 'export default {}' })
    expect((await run(at.root, ['hooks'])).code).toBe(1)
    expect((await run(at.root, ['hooks', '--root', 'deep'])).code).toBe(0)
    expect((await run(at.root, ['--root=deep', 'hooks'])).code).toBe(0)
    expect((await run(join(at.root, 'deep'), ['hooks'])).code).toBe(0)
  })
})
