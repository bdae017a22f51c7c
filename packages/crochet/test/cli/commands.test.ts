import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { builtInCommands } from '../../src/cli/built-in-commands.ts'
import { bin, cliProject, notesConfig, run, serve } from './cli-process.ts'

const config = { 'crochet.config.js': notesConfig }

describe('crochet start', () => {
  test('prints what it booted and where it listens, serves, and ends with a signal', async () => {
    using at = cliProject({ ...config, 'public/index.html': '<h1>Hello</h1>' })
    await using server = await serve(at.root, ['start', '--env', 'development', '--port', '0'])
    const { url } = server
    expect(server.output()).toMatch(/^Crochet booted in \d+ ms\n/)
    for (const line of [
      `page       ${url}/\n`,
      `REST       ${url}/api/notes\n`,
      `reference  ${url}/api/reference\n`,
      `GraphQL    ${url}/api/graphql\n`,
      `WebSocket  ${url.replace('http', 'ws')}/collab\n`,
    ])
      expect(server.output()).toContain(`\n  ${line}`)
    expect(await (await fetch(url)).text()).toBe('<h1>Hello</h1>')
    expect(await server.end('SIGTERM')).toEqual({ code: 0, signal: null })
  })

  test('is production unless NODE_ENV says otherwise, on what migrate has made', async () => {
    using at = cliProject(config)
    const env = { CROCHET_SECRET: 'x'.repeat(32) }
    expect(await run(at.root, ['migrate', '--yes'])).toMatchObject({ code: 0 })
    await using server = await serve(at.root, ['start'], { env: { ...env, PORT: '0', HOST: '127.0.0.1' } })
    expect((await fetch(`${server.url}/api/notes`)).status).toBe(200)
    const body = JSON.stringify({ query: '{ __schema { __typename } }' })
    const asked = await fetch(`${server.url}/api/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    // The schema is told in development only.
    expect(await asked.json()).toMatchObject({ errors: [{}] })
  })
})

describe('crochet migrate', () => {
  test('shows, does, and has nothing more to do', async () => {
    using at = cliProject(config)
    const steps = ['create table notes', 'index notes.createdAt', 'index notes.updatedAt']
    const listed = steps.map((step) => `- ${step}\n`).join('')
    const plan = await run(at.root, ['migrate', '--plan'])
    expect(plan).toEqual({ code: 0, stdout: `${listed}Nothing has been changed.\n`, stderr: '' })
    const json = await run(at.root, ['migrate', '--plan', '--json'])
    expect(JSON.parse(json.stdout)).toEqual({ steps, kept: [], applied: false })
    expect((await run(at.root, ['migrate', '--yes'])).stdout).toBe(`${listed}Done.\n`)
    expect((await run(at.root, ['migrate'])).stdout).toBe('Everything is there.\n')
    const again = await run(at.root, ['migrate', '--yes', '--json'])
    expect(JSON.parse(again.stdout)).toEqual({ steps: [], kept: [], applied: false })
    expect(existsSync(join(at.root, '.crochet/secret'))).toBe(false)
  })

  test('--plan and --yes contradict each other', async () => {
    using at = cliProject(config)
    expect(await run(at.root, ['migrate', '--plan', '--yes'])).toMatchObject({ code: 2, stdout: '' })
  })
})

describe('crochet generate:types', () => {
  const mood = `export default {
    configure(config) { config.collections[0].fields.push({ name: 'mood', type: 'text' }) },
    initialize() { throw new Error('initialised') },
  }`

  test('writes what tsc takes, fields of hook modules included, and --check sees what is out of date', async () => {
    using at = cliProject({ ...config, 'hooks/mood.js': mood })
    const file = join(at.root, 'crochet-types.d.ts')
    const check = ['generate:types', '--check']
    const before = await run(at.root, check)
    expect(before).toMatchObject({ code: 1, stdout: '' })
    expect(before.stderr).toMatch(/^error: crochet-types\.d\.ts is not there\n[^]*CLI_TYPES_STALE\n$/)
    expect(existsSync(file)).toBe(false)

    const made = await run(at.root, ['generate:types'])
    expect(made).toEqual({ code: 0, stdout: 'crochet-types.d.ts is written.\n', stderr: '' })
    expect(readFileSync(file, 'utf8')).toMatch(/interface Note \{[^}]*mood\?: string \| null/)
    expect((await run(at.root, check)).stdout).toBe('crochet-types.d.ts is up to date.\n')
    expect((await run(at.root, ['generate:types', '--out', '-'])).stdout).toBe(readFileSync(file, 'utf8'))

    writeFileSync(file, 'other')
    expect((await run(at.root, check)).stderr).toContain('is not what the configuration says')
    expect((await run(at.root, ['generate:types'])).stdout).toBe('crochet-types.d.ts is brought up to date.\n')
    await run(at.root, ['generate:types', '--out', 'src/types.d.ts'])
    expect(readFileSync(join(at.root, 'src/types.d.ts'), 'utf8')).toBe(readFileSync(file, 'utf8'))
    expect(existsSync(join(at.root, 'data'))).toBe(false)
  })
})

describe('help', () => {
  test('of all commands, of each, and the version', async () => {
    using at = cliProject()
    const all = await run(at.root, ['--help'])
    expect(all).toMatchObject({ code: 0, stderr: '' })
    const commands = ['new', 'dev', 'start', 'hooks', 'migrate', 'generate:types', 'help']
    for (const name of commands) expect(all.stdout).toMatch(new RegExp(`^ {2}${name}[ \\[]`, 'm'))
    expect(all.stdout).toContain('Examples:')
    expect((await run(at.root, [])).stdout).toBe(all.stdout)
    expect((await run(at.root, ['help'])).stdout).toBe(all.stdout)
    for (const name of ['start', 'hooks', 'migrate', 'generate:types']) {
      const one = await run(at.root, ['help', name])
      expect(one.stdout).toMatch(new RegExp(`^Usage: crochet ${name} \\[options\\][^]*\nExamples:\n {2}\\$ crochet`))
      expect((await run(at.root, [name, '--help'])).stdout).toBe(one.stdout)
    }
    const { version } = JSON.parse(readFileSync(join(bin, '../../package.json'), 'utf8')) as { version: string }
    expect(await run(at.root, ['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('loads nothing of the application, nor does a mistyped option', async () => {
    const watch = `
      import { registerHooks } from 'node:module'
      registerHooks({ load(url, context, next) { if (url.startsWith('file:')) console.error(url); return next(url, context) } })`
    using at = cliProject({ 'watch.mjs': watch })
    for (const words of [['--help'], ['hooks', '--help'], ['hooks', '--jsno']]) {
      const { stderr } = await run(at.root, words, { node: ['--import', join(at.root, 'watch.mjs')] })
      const loaded = stderr.split('\n').filter((line) => line.startsWith('file:'))
      expect(loaded.join('\n')).toContain('/cli/main.ts')
      // Of the package itself only the command line, and of others only what reads the words.
      const parts = loaded.filter((url) => /\/packages\/(?!crochet\/(bin|src\/cli)\/)/.test(url))
      expect(parts).toEqual([])
      expect(loaded.filter((url) => url.includes('/node_modules/') && !url.includes('/commander/'))).toEqual([])
    }
  })
})

test('the guide names every command and every option', async () => {
  const guide = readFileSync(join(import.meta.dirname, '../../../../docs/guide/command-line.md'), 'utf8')
  using at = cliProject()
  for (const name of builtInCommands.keys()) expect(guide).toContain(`\`crochet ${name}`)
  for (const name of ['start', 'hooks', 'migrate', 'generate:types']) {
    const { stdout } = await run(at.root, ['help', name])
    for (const [, option = ''] of stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)) expect(guide).toContain(option)
  }
})

test('the example of the repository: its plan, and its own start', async () => {
  const newsroom = join(import.meta.dirname, '../../../../examples/newsroom')
  using at = cliProject()
  const env = { PATH: process.env['PATH'], DATABASE_URL: `file:${join(at.root, 'test.db')}` }
  const words = ['run', '--silent', 'crochet', '--', 'migrate', '--plan']
  const { stdout } = await promisify(execFile)('npm', words, { cwd: newsroom, env })
  expect(stdout).toMatch(/^- create table posts\n[^]*\nNothing has been changed\.\n$/)
})
