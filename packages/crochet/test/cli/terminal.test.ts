import { exec } from 'node:child_process'
import { PassThrough } from 'node:stream'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { colorsOn, type CliIo } from '../../src/cli/cli-io.ts'
import { withProgress } from '../../src/cli/progress.ts'
import { bin, cliProject, notesConfig, run } from './cli-process.ts'

const config = { 'crochet.config.js': notesConfig }
const escape = '\u001B['

/** A stream as a terminal is one. */
class Terminal extends PassThrough {
  readonly isTTY = true
}

describe('colours', () => {
  const cases: [NodeJS.ProcessEnv, { terminal: boolean; file: boolean }][] = [
    [{}, { terminal: true, file: false }],
    [{ NO_COLOR: '1' }, { terminal: false, file: false }],
    [{ NO_COLOR: '' }, { terminal: true, file: false }],
    [{ FORCE_COLOR: '1' }, { terminal: true, file: true }],
    [{ FORCE_COLOR: '0' }, { terminal: false, file: false }],
    [
      { FORCE_COLOR: '1', NO_COLOR: '1' },
      { terminal: true, file: true },
    ],
    [{ TERM: 'dumb' }, { terminal: false, file: false }],
  ]
  for (const [env, { terminal, file }] of cases) {
    test(`with ${JSON.stringify(env)}: ${terminal} on a terminal, ${file} elsewhere`, () => {
      expect(colorsOn(new Terminal(), env)).toBe(terminal)
      expect(colorsOn(new PassThrough(), env)).toBe(file)
    })
  }

  test('are in what the command prints when they are forced, and else not', async () => {
    using at = cliProject(config)
    const env = { FORCE_COLOR: '1' }
    expect((await run(at.root, ['hooks'])).stdout).not.toContain(escape)
    expect((await run(at.root, ['hooks'], { env })).stdout).toContain(`${escape}1mnotes:beforeChange`)
    expect((await run(at.root, ['hoks'], { env })).stderr).toContain(`${escape}31merror`)
    const json = await run(at.root, ['hooks', '--json'], { env })
    expect(JSON.parse(json.stdout)).toBeTypeOf('object')
  })
})

describe('progress', () => {
  const io = (stderr: PassThrough): CliIo => ({
    cwd: '.',
    env: {},
    stdout: new PassThrough(),
    stderr,
    color: false,
    isTTY: true,
  })

  test('is shown on a terminal while something takes its time, and wiped away', async () => {
    const terminal = new Terminal()
    const shown = Promise.withResolvers<void>()
    const written: string[] = []
    terminal.on('data', (chunk) => {
      written.push(String(chunk))
      shown.resolve()
    })
    expect(await withProgress(io(terminal), 'booting', () => shown.promise.then(() => 7))).toBe(7)
    expect(written.at(0)).toMatch(/^\r.* booting $/)
    expect(written.at(-1)).toBe('\r\u001B[K')
  })

  test('is not shown for what is done at once, nor elsewhere', async () => {
    const terminal = new Terminal()
    await withProgress(io(terminal), 'booting', async () => {})
    expect(terminal.readableLength).toBe(0)
    using at = cliProject(config)
    expect((await run(at.root, ['hooks'])).stderr).toBe('')
  })
})

describe.skipIf(process.platform === 'win32')('a reader that stops reading', () => {
  test('ends the command quietly', async () => {
    // So much that it does not fit into a pipe.
    const many = `export default { collections: Array.from({ length: 400 }, (_, n) => ({
      slug: 'notes-' + n, fields: [{ name: 'text', type: 'text' }],
      hooks: { afterRead: [({ doc }) => doc], beforeChange: [({ data }) => data], afterChange: [({ doc }) => doc] },
    })) }`
    using at = cliProject({ 'crochet.config.js': many })
    const command = `'${process.execPath}' --conditions=crochet-source '${bin}' hooks; echo "code $?" >&2`
    const env = { PATH: process.env['PATH'] }
    const { stdout, stderr } = await promisify(exec)(`{ ${command}; } | head -1`, { cwd: at.root, env })
    expect(stdout).toBe('notes-0:beforeChange  waterfall\n')
    expect(stderr).toBe('code 0\n')
  })
})
