import { expect, test } from 'vitest'
import { runNode } from './run-node.ts'
import { Project } from './project.ts'

// In a process of Node's own: inside the test runner `import()` is the runner's, not Node's.

const report = (body: string): string => `
  const log = { info() {}, warn() {}, error() {} }
  const app = { events: [] }
  const load = () => loadModules({ root, appFor: () => app, log })
  ${body}`

const run = async (files: Record<string, string>, body: string): Promise<unknown> => {
  await using project = await Project.with(files)
  const { stdout, stderr, code } = await runNode(project.root, report(body))
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const print = 'console.log(JSON.stringify'

test('a file the application has imported natively is the same module instance', async () => {
  const answer = await run(
    { 'hooks/search.ts': 'export const state = { n: 0 }\nexport default { state, initialize() { state.n++ } }' },
    `const own = await import(join(root, 'hooks/search.ts'))
     const set = await load()
     await set.initialize()
     ${print}({ n: own.state.n, same: set.hook.search.state === own.state }))`,
  )
  expect(answer).toEqual({ n: 1, same: true })
})

test('TypeScript that is not erasable is transformed, and its errors have the right line', async () => {
  const answer = await run(
    {
      'hooks/colour/index.ts': `import { state } from '../../state.ts'
enum Colour { Red, Blue }
state.n++
interface Long {
  a: string
}
export default (app: object) => ({
  colour: Colour.Blue,
  state,
  initialize() {
    throw new Error('line 11')
  },
})`,
      'state.ts': 'export const state = { n: 0 }',
    },
    `const own = await import(join(root, 'state.ts'))
     const set = await load()
     const colour = set.hook.colour
     const error = await set.initialize().catch((error) => error)
     ${print}({ colour: colour.colour, same: colour.state === own.state, n: own.state.n, at: error.cause.stack.split('\\n')[1] }))`,
  )
  expect(answer).toEqual({
    colour: 1,
    same: true,
    n: 1,
    at: expect.stringMatching(/hooks\/colour\/index\.ts:11:/),
  })
})

test('the native line numbers are those of the source as well', async () => {
  const answer = await run(
    {
      'hooks/a.ts': 'type A = {\n  a: string\n}\n\nexport default { initialize(): void { throw new Error("line 5") } }',
    },
    `const error = await (await load()).initialize().catch((error) => error)
     ${print}(error.cause.stack.split('\\n')[1]))`,
  )
  expect(answer).toMatch(/hooks\/a\.ts:5:/)
})

test('a file that throws while it is loaded runs once, and its own error is the cause', async () => {
  const answer = await run(
    {
      'hooks/a.ts': `globalThis.runs = (globalThis.runs ?? 0) + 1\nexport default {}\nJSON.parse('{')`,
    },
    `const error = await load().catch((error) => error)
     ${print}({ code: error.code, cause: error.cause.name, file: error.file, runs: globalThis.runs, message: error.message }))`,
  )
  expect(answer).toMatchObject({ code: 'MODULE_LOAD_FAILED', cause: 'SyntaxError', runs: 1 })
  expect(answer).toMatchObject({
    file: expect.stringMatching(/hooks\/a\.ts$/),
    message: expect.stringMatching(/^Hook module "a" \(hooks\/a\.ts\) failed in load: .*JSON/),
  })
})

test('a file that cannot be parsed names file and line', async () => {
  const answer = await run(
    { 'hooks/a.ts': 'export default {\n  initialize() {\n    const const = 1\n  },\n}' },
    `const error = await load().catch((error) => error)
     ${print}({ code: error.code, message: error.message }))`,
  )
  expect(answer).toMatchObject({ code: 'MODULE_LOAD_FAILED', message: expect.stringMatching(/hooks\/a\.ts:3:/) })
})

test('a file that imports what does not exist names it', async () => {
  const answer = await run(
    { 'hooks/a.ts': `import { x } from 'no-such-package'\nexport default { x, initialize() {} }` },
    `const error = await load().catch((error) => error)
     ${print}({ code: error.code, message: error.message }))`,
  )
  expect(answer).toMatchObject({ code: 'MODULE_LOAD_FAILED', message: expect.stringContaining('no-such-package') })
})

test('every module system and habit of writing it gives the same hook', async () => {
  const files = {
    'hooks/esm.ts': 'export default { kind: "hook", initialize() {} }',
    'hooks/cjs.cjs': 'module.exports = { kind: "hook", initialize() {} }',
    'hooks/cjs-in-esm.js':
      'const { join } = require("node:path")\nmodule.exports = () => ({ kind: typeof join === "function" && "hook", initialize() {} })',
    'hooks/compiled.cjs':
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = () => ({ kind: "hook", initialize() {} })',
    'hooks/cts-enum/index.ts':
      'enum E { A }\nexport default async () => ({ kind: E.A === 0 && "hook", initialize() {} })',
    'hooks/enum-object.ts': 'enum E { A }\nexport default { kind: E.A === 0 && "hook", initialize() {} }',
    'hooks/extensionless.ts': 'import { kind } from "../lib/kind"\nexport default { kind, initialize() {} }',
    'hooks/js-to-ts.ts': 'import { kind } from "../lib/kind.js"\nexport default { kind, initialize() {} }',
    'hooks/paths.ts': 'import { kind } from "@/kind"\nexport default { kind, initialize() {} }',
    'hooks/type-import.ts':
      'import { Kind, kind } from "../lib/kind.ts"\nconst typed: Kind = kind\nexport default { kind: typed, initialize() {} }',
    'hooks/nested-enum.ts': 'import { kind } from "../lib/nested.ts"\nexport default { kind, initialize() {} }',
    'hooks/default-import.ts':
      'import named from "../lib/default.ts"\nimport old from "../lib/old.cjs"\nenum E { A }\nexport default { kind: named + old, initialize() {} }',
    'hooks/later.ts': 'const kind = await Promise.resolve("hook")\nexport default { kind, initialize() {} }',
    'hooks/later-enum.ts':
      'enum E { A }\nconst kind = await Promise.resolve("hook")\nexport default { kind, initialize() {} }',
    'hooks/place.ts':
      'import { basename } from "node:path"\nenum E { A }\nexport default { kind: basename(import.meta.dirname) === "hooks" && "hook", initialize() {} }',
    'lib/kind.ts': 'export interface Kind {}\nexport const kind = "hook"',
    'lib/nested.ts': 'enum E { A }\nexport const kind = E.A === 0 ? "hook" : ""',
    'lib/default.ts': 'export default "ho"',
    'lib/old.cjs': 'module.exports = "ok"',
    'tsconfig.json': '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }',
  }
  const answer = await run(
    files,
    `const set = await load()
     await set.initialize()
     ${print}(Object.fromEntries(Object.entries(set.hook).map(([name, hook]) => [name, hook.loaded && hook.kind]))))`,
  )
  const names = Object.keys(files).filter((file) => file.startsWith('hooks/'))
  expect(answer).toEqual(Object.fromEntries(names.map((file) => [file.split('/')[1]?.replace(/\..*/, ''), 'hook'])))
})

test('a transformed file that two modules and two boots share exists once', async () => {
  const answer = await run(
    {
      'hooks/a.ts':
        'import { state } from "./_state.ts"\nenum E { A }\nglobalThis.entries = (globalThis.entries ?? 0) + 1\nexport default { state, initialize() {} }',
      'hooks/b.ts': 'import "./a.ts"\nimport { state } from "./_state.ts"\nexport default { state, initialize() {} }',
      'hooks/_state.ts': 'enum E { A }\nglobalThis.runs = (globalThis.runs ?? 0) + 1\nexport const state = {}',
    },
    `const one = await load()
     const two = await load()
     const states = new Set([one, two].flatMap((set) => [set.hook.a.state, set.hook.b.state]))
     ${print}({ runs: globalThis.runs, entries: globalThis.entries, states: states.size }))`,
  )
  expect(answer).toEqual({ runs: 1, entries: 1, states: 1 })
})
