import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cliProject, notesConfig, run } from './cli-process.ts'

interface Failure {
  readonly title: string
  readonly files?: Record<string, string>
  readonly words: string[]
  readonly env?: NodeJS.ProcessEnv
  readonly code: number
  /** What `stderr` says, whole; `ROOT` stands for the project's folder. */
  readonly says: RegExp
}

const config = { 'crochet.config.js': notesConfig }

const failures: Failure[] = [
  {
    title: 'no configuration',
    words: ['hooks'],
    code: 1,
    says: /^error: There is no crochet\.config\.ts, crochet\.config\.js, crochet\.config\.mjs in ROOT\n {2}Write a [^]*CLI_CONFIG_NONE\n$/,
  },
  {
    title: 'a configuration in the folder above',
    files: { ...config, 'sub/x': '' },
    words: ['hooks', '--root', 'sub'],
    code: 1,
    says: /in ROOT\/sub\n {2}There is one in ROOT: run it there, or with `--root ROOT`\.\n/,
  },
  {
    title: 'two configurations',
    files: { ...config, 'crochet.config.ts': notesConfig },
    words: ['hooks'],
    code: 1,
    says: /^error: There are two configurations: ROOT\/crochet\.config\.ts and ROOT\/crochet\.config\.js\n {2}Keep one of them\.\n {2}CLI_CONFIG_TWICE\n$/,
  },
  {
    title: 'a syntax error in TypeScript',
    files: { 'crochet.config.ts': 'const a = 1\nexport default {\n  collections: [,\n' },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration cannot be loaded: ROOT\/crochet\.config\.ts:4: Unexpected token\n[^]*CLI_CONFIG_LOAD\n$/,
  },
  {
    title: 'a syntax error in JavaScript',
    files: { 'crochet.config.js': 'export default {\n  a: 1\n  b: 2\n}\n' },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration cannot be loaded: ROOT\/crochet\.config\.js:3: Unexpected token, expected ","\n/,
  },
  {
    title: 'a syntax error in what the configuration imports',
    files: { 'crochet.config.ts': "import './posts.ts'\nexport default {}\n", 'posts.ts': 'let 1 = 2\n' },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration cannot be loaded: ROOT\/posts\.ts:1: /,
  },
  {
    title: 'a configuration that throws',
    files: { 'crochet.config.ts': "const port: number = 1\nthrow new TypeError('no ' + port)\n" },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration cannot be loaded: ROOT\/crochet\.config\.ts:2: TypeError: no 1\n/,
  },
  {
    title: 'a promise in the configuration that fails and that nobody awaits',
    files: {
      'crochet.config.js': "Promise.reject(new Error('lost'))\nawait new Promise(() => setTimeout(() => {}, 1e6))",
    },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration cannot be loaded: ROOT\/crochet\.config\.js:1: lost\n/,
  },
  {
    title: 'a configuration that waits for ever',
    files: { 'crochet.config.js': 'await new Promise(() => {})\nexport default {}' },
    words: ['hooks'],
    code: 1,
    says: /^error: The command waits for something that can never come[^]*CLI_STALLED\n$/,
  },
  {
    title: 'no default export',
    files: { 'crochet.config.ts': 'export const config = {}' },
    words: ['hooks'],
    code: 1,
    says: /^error: ROOT\/crochet\.config\.ts has no default export\n {2}Write `export default defineConfig[^]*CLI_CONFIG_SHAPE\n$/,
  },
  {
    title: 'no object',
    files: { 'crochet.config.ts': 'export default () => ({})' },
    words: ['hooks'],
    code: 1,
    says: /^error: ROOT\/crochet\.config\.ts exports a function instead of an object\n/,
  },
  {
    title: 'an unknown key',
    files: { 'crochet.config.ts': 'export default { collection: [] }' },
    words: ['hooks'],
    code: 1,
    says: /^error: The configuration has an unknown key "collection"\.\n {2}Check the spelling[^]*CONFIG_UNKNOWN_KEY\n$/,
  },
  {
    title: 'a hook module that throws',
    files: { ...config, 'hooks/search.js': "export default { initialize() { throw new Error('no index') } }" },
    words: ['hooks'],
    code: 1,
    says: /^error: .*search.*no index[^]*MODULE_INITIALIZE_FAILED\n$/,
  },
  {
    title: 'a mistyped command',
    words: ['strat'],
    code: 2,
    says: /^error: There is no command "strat"; did you mean "start"\?\n/,
  },
  {
    title: 'a mistyped option',
    words: ['hooks', '--jsn'],
    code: 2,
    says: /^error: unknown option '--jsn'; did you mean --json\?\n {2}See `crochet help`[^]*CLI_USAGE\n$/,
  },
  {
    title: 'a mistyped hook point',
    files: config,
    words: ['hooks', 'notes:beforeChang'],
    code: 2,
    says: /^error: There is no hook point, collection or global "notes:beforeChang"; did you mean "notes:beforeChange"\?\n/,
  },
  {
    title: 'a mistyped collection',
    files: config,
    words: ['hooks', 'note'],
    code: 2,
    says: /"note"; did you mean "notes"\?\n/,
  },
  { title: 'an argument too many', words: ['start', 'now'], code: 2, says: /^error: too many arguments for 'start'\./ },
  {
    title: 'help of what is none',
    words: ['help', 'starr'],
    code: 2,
    says: /^error: There is no command "starr"; did you mean "start"\?\n/,
  },
  {
    title: 'a root that is none',
    words: ['hooks', '--root', 'x'],
    code: 2,
    says: /^error: There is no folder ROOT\/x\n[^]*CLI_ROOT\n$/,
  },
  {
    title: 'a name of an environment that is none',
    words: ['hooks', '--env', '../x'],
    code: 2,
    says: /^error: "\.\.\/x" is no name for --env\n/,
  },
  {
    title: 'a port that is none',
    files: config,
    words: ['start', '--env', 'development', '--port', '80a'],
    code: 2,
    says: /^error: "80a" is no port: --port takes 0 to 65535\n/,
  },
  {
    title: 'a PORT that is none, in the environment',
    files: config,
    words: ['start', '--env', 'development'],
    env: { PORT: '70000' },
    code: 1,
    says: /^error: PORT in the environment is "70000", which is no port \(0 to 65535\)\n[^]*CLI_ENV_VALUE\n$/,
  },
  {
    title: 'a PORT that is none, in a file',
    files: { ...config, '.env': 'HOST=127.0.0.1\nPORT=http' },
    words: ['start', '--env', 'development'],
    code: 1,
    says: /^error: PORT in ROOT\/\.env is "http", which is no port/,
  },
  {
    title: 'an address of a database that is none, without what it says',
    files: { ...config, '.env.local': 'DATABASE_URL=root:hunter2@db' },
    words: ['migrate', '--plan'],
    env: {},
    code: 1,
    says: /^error: DATABASE_URL in ROOT\/\.env\.local (?!.*hunter2)/,
  },
  {
    title: 'a short secret',
    files: config,
    words: ['start'],
    env: { CROCHET_SECRET: 'sesame' },
    code: 1,
    says: /^error: CROCHET_SECRET in the environment has 6 characters: a secret has at least 16/,
  },
  {
    title: 'NODE_ENV in a file',
    files: { ...config, '.env': 'NODE_ENV=production' },
    words: ['hooks'],
    code: 1,
    says: /^error: ROOT\/\.env sets NODE_ENV, which decides which files are read\n/,
  },
  {
    title: 'production without a secret',
    files: config,
    words: ['start'],
    code: 1,
    says: /^error: A production server has no secret: neither CROCHET_SECRET nor `secret` is set\n {2}Set CROCHET_SECRET [^]*CLI_SECRET_NONE\n$/,
  },
  {
    title: 'production without tables',
    files: config,
    words: ['start', '--port', '0'],
    env: { CROCHET_SECRET: 'x'.repeat(32) },
    code: 1,
    says: /^error: The stored tables are not those of the configuration\. To be done:\n- create table notes\n[^]*MIGRATION_PENDING\n$/,
  },
  {
    title: 'migrate where nobody can be asked',
    files: config,
    words: ['migrate'],
    code: 1,
    says: /^error: Nothing has been changed: 3 steps to be done, and nobody to ask\n {2}Add `--yes`[^]*CLI_MIGRATE_UNCONFIRMED\n$/,
  },
]

/** One message: its sentence, perhaps a cause, a hint, a code; no line of a stack. */
function expectOneMessage(stderr: string): void {
  expect(stderr.match(/^error: /gm)).toHaveLength(1)
  expect(stderr).not.toMatch(/^\s+at /m)
}

describe.concurrent('what goes wrong is one message, without a stack, and an exit code', () => {
  for (const { title, files, words, env, code, says } of failures) {
    test(`${title}`, async () => {
      using at = cliProject(files)
      const outcome = await run(at.root, words, env === undefined ? {} : { env })
      const stderr = outcome.stderr.replaceAll(at.root, 'ROOT')
      expect(stderr).toMatch(says)
      expectOneMessage(stderr)
      expect(outcome.code).toBe(code)
    })
  }
})

test('a port that is taken ends the start with one message, and closes what was booted', async () => {
  using at = cliProject(config)
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as { port: number }
  const { code, stderr } = await run(at.root, ['start', '--env', 'development', '--port', String(port)])
  other.close()
  expect(code).toBe(1)
  expect(stderr).toContain(String(port))
  expectOneMessage(stderr)
})

test.skipIf(process.platform === 'win32')('a secret that others may read, or that is none, is refused', async () => {
  using at = cliProject(config)
  const file = join(at.root, '.crochet/secret')
  mkdirSync(join(at.root, '.crochet'))
  writeFileSync(file, `${'ab'.repeat(32)}\n`, { mode: 0o600 })
  chmodSync(file, 0o644)
  const open = await run(at.root, ['hooks'])
  expect(open.stderr).toContain(`error: ${file} may be read or changed by others than its owner (mode 644)\n`)
  expect(open.stderr).toContain('CLI_SECRET_FILE')
  expectOneMessage(open.stderr)
  expect(open.code).toBe(1)
  chmodSync(file, 0o600)
  writeFileSync(file, 'sesame')
  const short = await run(at.root, ['hooks'])
  expect(short.stderr).toContain('holds no secret of 64 hexadecimal digits')
  expect(short.code).toBe(1)
})

test('the stack is printed to those who ask for it', async () => {
  using at = cliProject({ 'crochet.config.ts': "throw new Error('broken')" })
  const asked = await run(at.root, ['hooks', '--stack'])
  expect(asked.stderr).toMatch(/broken[^]*\n\s+at .*crochet\.config\.ts:1/)
  const debug = await run(at.root, ['hooks'], { env: { DEBUG: '1' } })
  expect(debug.stderr).toMatch(/\n\s+at .*crochet\.config\.ts:1/)
})
