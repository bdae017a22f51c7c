import { expect, test } from 'vitest'
import { Project } from './project.ts'
import { runNode } from './run-node.ts'

// Nothing but the loader keeps these processes alive.

const boot = `
  const log = { info() {}, warn: (line) => console.error('warning: ' + line), error: (line) => console.error('error: ' + line) }
  const set = await loadModules({ root, appFor: () => ({}), log, timeout: 200 })
  await set.initialize().catch((error) => {
    console.error(error.message)
    process.exitCode = 1
  })
  console.log('end')`

test.each([
  ['a callback that is never called', 'initialize(cb) {}', ', its callback was not called'],
  ['a promise that never settles', 'initialize: () => new Promise(() => {})', ''],
])('%s: the process says so and exits non-zero', async (_, initialize, owes) => {
  await using project = await Project.with({
    'hooks/a.ts': `export default { ${initialize} }`,
    'hooks/b.ts': 'export default { dependencies: ["a"], initialize() {} }',
  })
  const { stdout, stderr, code } = await runNode(project.root, boot)
  expect(stderr.trim().split('\n')).toEqual([
    `warning: Hook module "a" (hooks/a.ts) is still in initialize after 100 of at most 200 ms${owes}; b waits for it`,
    `Hook module "a" (hooks/a.ts) was not done with initialize within 200 ms${owes}. Needed by: b → a`,
  ])
  expect({ stdout, code }).toEqual({ stdout: 'end\n', code: 1 })
})

test.each([
  ['a circle', { a: ['b'], b: ['a'] }, 'a → b → a'],
  ['a missing dependency', { a: ['b'] }, 'depends on "b", which does not exist'],
])('%s nobody catches: the process exits non-zero with the one error', async (_, graph, text) => {
  const files = Object.entries(graph).map(([name, needs]) => [
    `hooks/${name}.ts`,
    `export default { dependencies: ${JSON.stringify(needs)}, initialize() {} }`,
  ])
  await using project = await Project.with(Object.fromEntries(files))
  const { stdout, stderr, code } = await runNode(project.root, boot)
  expect({ stdout, code }).toEqual({ stdout: '', code: 1 })
  expect(stderr).toContain(text)
  expect(stderr).toContain('hint:')
})

test('a rejection without a reason ends the process non-zero, with a message', async () => {
  await using project = await Project.with({ 'hooks/a.ts': 'export default { initialize: () => Promise.reject() }' })
  const { stderr, code } = await runNode(project.root, boot)
  expect(stderr.trim()).toBe('Hook module "a" (hooks/a.ts) failed in initialize: no reason was given')
  expect(code).toBe(1)
})

test('after a boot that went well nothing of the loader keeps the process alive', async () => {
  await using project = await Project.with({ 'hooks/a.ts': 'export default { initialize(cb) { cb() } }' })
  const started = performance.now()
  const { stdout, code } = await runNode(project.root, boot.replace('200', '60_000'))
  expect({ stdout, code }).toEqual({ stdout: 'end\n', code: 0 })
  expect(performance.now() - started).toBeLessThan(30_000)
})
