import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { config, DevProcess } from './dev-process.ts'

// Each starts processes, some of them several.
vi.setConfig({ testTimeout: 120_000 })

const word = (text: string): string =>
  config(`csrf: [String(word)]`)
    .replace('import { defineConfig }', `import { word } from './src/word.ts'\nimport { defineConfig }`)
    .replace("get('/pid'", `get('/word', () => word), get('/${text}', () => 1), get('/pid'`)

test('a change of the configuration, of what it imports, of .env or config/ restarts the server on the same port', async () => {
  await using dev = await DevProcess.serving({
    'crochet.config.ts': word('a'),
    'src/word.ts': 'export const word: string = "http://one.example"',
    'src/unused.ts': 'export {}',
  })
  const pids = new Set([await dev.get('/api/pid')])
  for (const [path, text] of [
    ['src/word.ts', 'export const word: string = "http://two.example"'],
    ['.env', 'GREETING=hello'],
    ['config/anything.json', '{}'],
    ['crochet.config.ts', word('b')],
  ] as const) {
    await dev.write('src/unused.ts', `export const about = ${JSON.stringify(path)}`)
    await dev.write(path, text)
    const [, files] = await dev.says(/restarted in \d+ ms: (.*)\n/)
    expect(files).toBe(path)
    pids.add(await dev.get('/api/pid'))
  }
  expect(pids.size).toBe(5)
  expect(await dev.get('/api/word')).toBe('http://two.example')
  expect(await dev.get('/api/b')).toBe(1)
})

test('a broken configuration keeps the server as it was, with its connections, until the next good one', async () => {
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config() })
  const pid = await dev.get('/api/pid')
  const socket = new WebSocket(`${dev.url.replace('http', 'ws')}/collab`)
  await once(socket, 'open')
  await dev.write('crochet.config.ts', 'export default {')
  await dev.says(/kept the server as it was: .*crochet\.config\.ts/)
  await dev.write('crochet.config.ts', config('colections: [],'))
  await dev.says(/kept the server as it was: .*colections/)
  await dev.write('hooks/a.ts', 'export default { initialize() {} }')
  await dev.says(/added a/)
  expect(await dev.get('/api/pid')).toBe(pid)
  expect(socket.readyState).toBe(WebSocket.OPEN)
  const closed = once(socket, 'close')
  await dev.write('crochet.config.ts', `${config()}\n`)
  await dev.says(/restarted/)
  await closed
  expect(await dev.get('/api/pid')).not.toBe(pid)
})

test('what cannot boot is said, and the next change of any code is tried', async () => {
  await using dev = await DevProcess.with({
    'crochet.config.ts': config(),
    'hooks/a/index.ts': 'import "../../src/missing.ts"\nexport default { initialize() {} }',
  })
  await dev.says(/no server runs until the next change: .*"a".*missing\.ts/)
  await dev.write('src/missing.ts', 'export {}')
  await dev.says(/restarted in \d+ ms: src\/missing\.ts/)
})

test('a module that changes the configuration is taken in by a restart', async () => {
  const module = (slug: string): string =>
    `export default { configure(config) { config.collections.push({ slug: '${slug}', access: { read: () => true }, fields: [] }) } }`
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config(), 'hooks/more.ts': module('ones') })
  expect(await dev.get('/api/ones')).toMatchObject({ docs: [] })
  await dev.write('hooks/more.ts', module('twos'))
  await dev.says(/restarted in \d+ ms: hook module "more" cannot be swapped: it changes the configuration/)
  expect(await dev.get('/api/twos')).toMatchObject({ docs: [] })
})

test('bursts, half-written files and saves without a change end in one swap', async () => {
  const module = (n: number): string =>
    `export default { n: ${n}, initialize() { globalThis.events.push(${n}) } }\n${'// some lines more\n'.repeat(500)}`
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config(), 'hooks/a.ts': module(0) })
  const file = join(dev.root, 'hooks/a.ts')
  await dev.write('hooks/a.ts', module(0))
  for (let n = 1; n < 30; n++) await writeFile(file, module(n).slice(0, 10 + n))
  await writeFile(file, module(30))
  await dev.says(/swapped a/)
  await dev.write('hooks/b.ts', 'export default { initialize() {} }')
  await dev.says(/added b/)
  expect(await dev.get('/api/events')).toEqual([0, 30])
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the server and then the command, with 0', async (signal) => {
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config() })
  const pid: number = await dev.get('/api/pid')
  expect(await dev.end(signal)).toBe(0)
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

test('a server whose supervisor is killed ends as well', async () => {
  await using dev = await DevProcess.serving({ 'crochet.config.ts': config() })
  const socket = new WebSocket(`${dev.url.replace('http', 'ws')}/collab`)
  await once(socket, 'open')
  const closed = once(socket, 'close')
  await dev.end('SIGKILL')
  await closed
})

test('without a configuration it says so and ends', async () => {
  await using dev = await DevProcess.with({})
  await dev.says(/There is no crochet\.config\.ts/)
  expect(await dev.end('SIGCONT')).toBe(1)
})
