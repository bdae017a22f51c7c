import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { developmentSecret } from '../../src/cli/development-secret.ts'
import { cliProject, run, serve } from './cli-process.ts'

/** Tells a test what it was started with. */
const telling = (keys: readonly string[]): string => `
  const told = (secret) => console.log('told ' + JSON.stringify([secret, ${keys.map((key) => `process.env.${key}`).join(', ')}]))
  export default {
    database: { url: 'memory:' },
    modules: { tell: { module: (app) => ({ initialize: () => told(app.config.secret) }) } },
  }`

async function told(root: string, env: NodeJS.ProcessEnv = {}, words: readonly string[] = []): Promise<unknown[]> {
  const { stdout, stderr } = await run(root, ['hooks', ...words], { env })
  const line = stdout.split('\n').find((one) => one.startsWith('told '))
  if (line === undefined) throw new Error(stderr)
  return JSON.parse(line.slice(5)) as unknown[]
}

describe('.env files', () => {
  test('the environment wins, then .env.local, .env.<NODE_ENV>, .env', async () => {
    using at = cliProject({
      'crochet.config.js': telling(['A', 'B', 'C', 'D', 'E']),
      '.env': 'A=base\nB=base\nC=base\nD="two\nlines"\n# E=no\n',
      '.env.staging': 'A=staging\nB=staging\nC=staging\n',
      '.env.local': 'A=local\nB=local\n',
      '.env.production': 'A=production',
    })
    const fixed = { CROCHET_SECRET: 'x'.repeat(32) }
    const [, ...staging] = await told(at.root, { ...fixed, NODE_ENV: 'staging', A: 'environment' })
    expect(staging).toEqual(['environment', 'local', 'staging', 'two\nlines', null])
    const [, ...none] = await told(at.root, fixed)
    expect(none).toEqual(['local', 'local', 'base', 'two\nlines', null])
    const [, ...byOption] = await told(at.root, fixed, ['--env', 'staging'])
    expect(byOption.slice(0, 3)).toEqual(['local', 'local', 'staging'])
  })

  test('PORT, HOST and DATABASE_URL of a file are taken; an option wins over them', async () => {
    using at = cliProject({
      'crochet.config.js':
        'export default { collections: [{ slug: "notes", fields: [{ name: "text", type: "text" }] }] }',
      '.env': 'PORT=1\nHOST=localhost\nDATABASE_URL=file:./elsewhere/some.db\n',
    })
    const words = ['start', '--env', 'development', '--port', '0', '--host', '127.0.0.1']
    await using server = await serve(at.root, words)
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d{4,}$/)
    expect(readdirSync(join(at.root, 'elsewhere'))).toContain('some.db')
  })

  test('one that is a folder is an error that names it', async () => {
    using at = cliProject({ 'crochet.config.js': telling([]) })
    mkdirSync(join(at.root, '.env.local'))
    const { code, stderr } = await run(at.root, ['hooks'])
    expect(stderr).toContain(`error: ${join(at.root, '.env.local')} cannot be read (EISDIR)\n`)
    expect(code).toBe(1)
  })
})

describe('the secret', () => {
  test('is that of the configuration, else CROCHET_SECRET, else made for development and kept', async () => {
    const own = telling([]).replace('database:', "secret: 'of the configuration', database:")
    using at = cliProject({ 'crochet.config.js': own })
    expect(await told(at.root, { CROCHET_SECRET: 'of the environment' })).toEqual(['of the configuration'])
    expect(readdirSync(at.root)).not.toContain('.crochet')

    using other = cliProject({ 'crochet.config.js': telling([]), '.env.local': 'CROCHET_SECRET=of the local file' })
    expect(await told(other.root)).toEqual(['of the local file'])

    using bare = cliProject({ 'crochet.config.js': telling([]) })
    const [made] = await told(bare.root)
    expect(made).toMatch(/^[0-9a-f]{64}$/)
    const file = join(bare.root, '.crochet/secret')
    expect(readFileSync(file, 'utf8')).toBe(`${String(made)}\n`)
    // Windows knows no modes, and says 0666 of every file.
    expect(statSync(file).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
    expect(readFileSync(join(bare.root, '.crochet/.gitignore'), 'utf8')).toBe('*\n')
    expect(await told(bare.root)).toEqual([made])
  })

  test('is one and the same for all who start at once', async () => {
    for (let round = 0; round < 20; round++) {
      using at = cliProject()
      const secrets = await Promise.all(Array.from({ length: 20 }, () => developmentSecret(at.root)))
      expect(new Set(secrets).size).toBe(1)
      expect(readdirSync(join(at.root, '.crochet')).sort()).toEqual(['.gitignore', 'secret'])
    }
  })

  test('is not made in production: what looks at the application goes on without', async () => {
    using at = cliProject({ 'crochet.config.js': telling([]) })
    expect(await told(at.root, { NODE_ENV: 'production' })).toEqual([null])
    expect(readdirSync(at.root)).not.toContain('.crochet')
  })
})
