import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProject, notesConfig, run } from './cli-process.ts'

const search = `export default (app) => ({
  initialize() {
    app.hooks.on('notes:beforeChange', { id: 'index', handler: ({ data }) => data, stage: 'early', timeout: 1500 })
    app.hooks.on('*:afterCommit', { id: 'sent', handler: () => {}, after: 'noted' })
    app.hooks.on('notes:afterCommit', { id: 'noted', handler: () => {} })
  },
})`
const slow = `export default { dependencies: ['search'], initialize() {} }`
const files = { 'crochet.config.js': notesConfig, 'hooks/search.js': search, 'hooks/slow.js': slow }

describe('crochet hooks', () => {
  test('prints every hook point in use with its handlers in order, origin, kind and deadline', async () => {
    using at = cliProject(files)
    const { code, stdout, stderr } = await run(at.root, ['hooks'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    const [, block = ''] = /^(notes:beforeChange[^]*?)\n\n/.exec(stdout) ?? []
    expect(block.split('\n').map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['notes:beforeChange', 'waterfall'],
      ['1.', 'index', 'module search hooks/search.js:3', 'deadline 1500 ms'],
      ['2.', 'collections.notes.hooks.beforeChange[0]', 'config', 'deadline 30 s'],
    ])
    expect(stdout).toMatch(/\n5 handlers on 3 hook points\n$/)
  })

  test('says of one point why each handler sits there', async () => {
    using at = cliProject(files)
    expect((await run(at.root, ['hooks', 'notes:afterCommit'])).stdout).toMatch(
      /^notes:afterCommit {2}\w+\n {2}1\. noted\n {5}module search hooks\/search\.js:5 [^\n]*\n {5}because: registered 2 of 2\n {2}2\. sent\n {5}module search hooks\/search\.js:4 [^\n]*\n {5}because: waits for "noted" \(before\/after\), attached to "\*:afterCommit", registered 1 of 2\n$/,
    )
    expect((await run(at.root, ['hooks', 'notes:beforeRead'])).stdout).toBe(
      'notes:beforeRead  no handler is attached\n',
    )
  })

  test('of a collection prints its own', async () => {
    using at = cliProject({
      'crochet.config.js': notesConfig.replace(
        "slug: 'notes'",
        "slug: 'other', fields: [{ name: 'a', type: 'text' }], hooks: { afterRead: [({ doc }) => doc] } }, { slug: 'notes'",
      ),
    })
    const other = await run(at.root, ['hooks', 'other'])
    expect(other.stdout).toMatch(/^other:afterRead [^]*\n1 handler on 1 hook point\n$/)
    expect(other.stdout).not.toContain('notes')
  })

  test('--json is one document, whatever the project prints itself', async () => {
    using at = cliProject({
      ...files,
      'hooks/loud.js': "console.log('hello'); export default { initialize() { console.info('there') } }",
    })
    const { stdout, stderr } = await run(at.root, ['hooks', '--json'])
    const { points } = JSON.parse(stdout) as { points: { name: string; kind: string; handlers: object[] }[] }
    expect(points.map(({ name }) => name)).toEqual(['notes:beforeChange', 'notes:afterChange', 'notes:afterCommit'])
    expect(points[0]).toMatchObject({
      kind: 'waterfall',
      handlers: [
        { id: 'index', position: 1, deadline: 1500, origin: { source: 'module', name: 'search', line: 3 } },
        { position: 2, origin: { source: 'config' }, reason: 'registered 1 of 2' },
      ],
    })
    expect(stderr).toBe('hello\nthere\n')
  })

  test('--modules is the tree of the boot with times, and --json the same as data', async () => {
    using at = cliProject(files)
    const tree = await run(at.root, ['hooks', '--modules'])
    expect(tree.stdout).toMatch(
      /^hook modules: 2 loaded in [\d.]+ ms\n└─ 1 search +[\d.]+ ms {2}hooks\/search\.js {2}by name\n {3}└─ 2 slow +[\d.]+ ms {2}hooks\/slow\.js {2}needs search; waited [\d.]+ ms for search\n$/,
    )
    const json = await run(at.root, ['hooks', '--modules', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({
      modules: [
        { name: 'search', order: 0 },
        { name: 'slow', dependencies: ['search'], state: { kind: 'loaded' } },
      ],
    })
    expect((await run(at.root, ['hooks', 'notes', '--modules'])).code).toBe(2)
  })

  test('leaves the database alone: one that is there, and one that is not', async () => {
    const writer = `export default (app) => ({
      async initialize() {
        await app.create({ collection: 'notes', data: { text: 'from a module' } })
        app.hooks.on('notes:afterRead', ({ doc }) => doc)
      },
    })`
    using at = cliProject({ 'crochet.config.js': notesConfig, 'hooks/writer.js': writer })
    expect((await run(at.root, ['hooks', 'notes'])).stdout).toContain('notes:afterRead')
    expect(existsSync(join(at.root, 'data'))).toBe(false)

    await run(at.root, ['migrate', '--yes'])
    const file = join(at.root, 'data/test.db')
    const before = readFileSync(file)
    // Tables that do not fit any more are not touched either.
    writeFileSync(
      join(at.root, 'crochet.config.js'),
      notesConfig.replace("name: 'text'", "name: 'text2'").replace('required: true', ''),
    )
    await run(at.root, ['hooks'])
    expect(readFileSync(file).equals(before)).toBe(true)
    using db = new DatabaseSync(file)
    expect(db.prepare('select count(*) as n from notes').get()).toEqual({ n: 0 })
  })

  test('opens no port, also where PORT names one', async () => {
    const listening = `export default (app) => ({ initialize() {
      const { listen } = require('node:net').Server.prototype
      require('node:net').Server.prototype.listen = function () { console.error('LISTENING'); return listen.apply(this, arguments) }
      app.hooks.on('notes:afterRead', ({ doc }) => doc)
    } })`.replaceAll("require('node:net')", "process.getBuiltinModule('node:net')")
    using at = cliProject({ 'crochet.config.js': notesConfig, 'hooks/listening.js': listening })
    expect(await run(at.root, ['hooks'], { env: { PORT: '0' } })).toMatchObject({ code: 0, stderr: '' })
  })
})
