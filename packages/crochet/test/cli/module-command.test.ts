import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProject, notesConfig, run } from './cli-process.ts'

const importer = `export default {
  defaults: { prefix: 'note' },
  initialize() {},
  commands: {
    import: {
      description: 'Makes notes of words.',
      usage: '<word…> [--dry-run]',
      async run(app, args) {
        for (const text of args.filter((one) => !one.startsWith('--')))
          if (!args.includes('--dry-run')) await app.create({ collection: 'notes', data: { text: this.defaults.prefix + ' ' + text } })
        const { totalDocs } = await app.count({ collection: 'notes' })
        console.log(this.loaded, args.length, totalDocs)
      },
    },
    fail: { description: 'Fails.', run() { throw new Error('no such luck') } },
    linger: { description: 'Leaves a timer.', run() { setInterval(() => {}, 1000); process.exitCode = 3 } },
  },
}`
const files = { 'crochet.config.js': notesConfig, 'hooks/importer.js': importer }

describe('commands of hook modules', () => {
  test('run on the booted application, with the hook as this, and what follows them as arguments', async () => {
    using at = cliProject(files)
    const first = await run(at.root, ['import', 'one', 'two', '--root', 'x'])
    expect(first).toEqual({ code: 0, stdout: 'true 4 3\n', stderr: '' })
    const second = await run(at.root, ['import', '--dry-run', 'three'])
    expect(second.stdout).toBe('true 2 3\n')
  })

  test('have help of their own, which boots nothing', async () => {
    using at = cliProject(files)
    const help = await run(at.root, ['help', 'import'])
    expect(help.stdout).toBe(
      'Usage: crochet import <word…> [--dry-run]\n\nMakes notes of words.\n\nA command of the hook module "importer".\n',
    )
    expect((await run(at.root, ['import', '--help'])).stdout).toBe(help.stdout)
    expect(existsSync(join(at.root, 'data'))).toBe(false)
  })

  test('are suggested, and a mistyped one touches no database', async () => {
    using at = cliProject(files)
    const { code, stderr } = await run(at.root, ['improt', 'one'])
    expect(stderr).toContain('There is no command "improt"; did you mean "import"?')
    expect(code).toBe(2)
    expect(existsSync(join(at.root, 'data'))).toBe(false)
  })

  test('what one throws is one message', async () => {
    using at = cliProject(files)
    const { code, stderr } = await run(at.root, ['fail'])
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'error: no such luck\n  Run it again with --stack to see where it comes from.\n',
    })
    expect((await run(at.root, ['--stack', 'fail'])).stderr).toMatch(/\n {4}at .*importer\.js/)
  })

  test('what one leaves running does not keep the process, and its exit code is kept', async () => {
    using at = cliProject(files)
    expect(await run(at.root, ['linger'])).toMatchObject({ code: 3, stderr: '' })
  })

  test('of two modules that bring the same, the call is refused', async () => {
    using at = cliProject({ ...files, 'hooks/other.js': importer })
    const { code, stderr } = await run(at.root, ['import'])
    expect(stderr).toMatch(
      /^error: Two hook modules bring a command "import": importer and other\n[^]*CLI_COMMAND_TWICE\n$/,
    )
    expect(code).toBe(1)
  })
})
