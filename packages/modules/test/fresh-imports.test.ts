import { expect, test } from 'vitest'
import { replacing } from './replacing.ts'

const counting = 'export const state = { n: 0 }\nstate.n++'

test('a module’s own files are fresh; those outside ./hooks, in node_modules and of other modules stay what they are', async () => {
  const answer = await replacing(
    {
      'hooks/a/index.ts': `
        import { deep } from './lib/deep.ts'
        import { state } from '../../state.ts'
        import pack from 'pack'
        import { mine } from '../other/mine.ts'
        export default { deep, outside: state, pack, mine }
        export const _ = 0
      `.replace('export default {', 'export default { initialize() {},'),
      'hooks/a/lib/deep.ts': 'export { text as deep } from "./deeper.ts"',
      'hooks/a/lib/deeper.ts': 'export const text = { is: "old" }',
      'hooks/other/index.ts': 'import { mine } from "./mine.ts"\nexport default { mine, initialize() {} }',
      'hooks/other/mine.ts': counting.replaceAll('state', 'mine'),
      'state.ts': counting,
      'node_modules/pack/package.json': '{ "name": "pack", "type": "module", "exports": "./index.js" }',
      'node_modules/pack/index.js': 'export default { own: Math.random() }',
    },
    `const before = set.hook.a
     await write('hooks/a/lib/deeper.ts', 'export const text = { is: "new" }')
     await set.replace('a')
     const { a, other } = set.hook
     return [before.deep.is, a.deep.is, a.outside === before.outside, a.outside.n, a.pack === before.pack, a.mine === other.mine, a.mine.n]`,
  )
  expect(answer).toEqual(['old', 'new', true, 1, true, true, 1])
})

test('a shared file in ./hooks renews all modules that import it, directly or through others', async () => {
  const answer = await replacing(
    {
      'hooks/_words.ts': 'export const word = "old"',
      'hooks/_more/index.ts': 'export { word } from "../_words.ts"',
      'hooks/a.ts': 'import { word } from "./_more/index.ts"\nexport default { word, initialize() {} }',
      'hooks/b.cjs': 'const { word } = require("./_more/words.cjs")\nmodule.exports = { word, initialize() {} }',
      'hooks/_more/words.cjs': 'module.exports = { get word() { return "cjs" } }',
      'hooks/c.ts': 'export default { initialize() {} }',
    },
    `await write('hooks/_words.ts', 'export const word = "new"')
     const { replaced } = await set.replace('_words')
     return [replaced, set.hook.a.word, set.hook.b.word]`,
  )
  expect(answer).toEqual([['a', 'b'], 'new', 'cjs'])
})

test('CommonJS is fresh as well, and leaves nothing in the cache of require', async () => {
  const answer = await replacing(
    {
      'hooks/a/index.cjs': 'module.exports = { part: require("./part.cjs"), pack: require("pack"), initialize() {} }',
      'hooks/a/part.cjs': 'module.exports = { is: 0 }',
      'node_modules/pack/index.js': 'module.exports = {}',
    },
    `const { createRequire } = await import('node:module')
     const { cache } = createRequire(join(root, 'x.js'))
     const sizes = []
     const first = set.hook.a
     for (const is of [1, 2, 3]) {
       await write('hooks/a/part.cjs', 'module.exports = { is: ' + is + ' }')
       await set.replace('a')
       sizes.push(Object.keys(cache).length)
     }
     await write('hooks/a/part.cjs', 'throw new Error("no")')
     const kept = cache[join(root, 'hooks/a/part.cjs')]
     await refused(set.replace('a'))
     return [set.hook.a.part.is, set.hook.a.pack === first.pack, sizes[0] === sizes[2], cache[join(root, 'hooks/a/part.cjs')] === kept]`,
  )
  expect(answer).toEqual([3, true, true, true])
})

test('what Node cannot parse is transformed afresh', async () => {
  const text = (word: string): string =>
    `import { part } from './part.ts'\nenum Word { It = '${word}' }\nexport default { word: Word.It + part, initialize() {} }`
  const answer = await replacing(
    { 'hooks/a/index.ts': text('old'), 'hooks/a/part.ts': 'export const part = 1' },
    `await write('hooks/a/index.ts', ${JSON.stringify(text('new'))})
     await write('hooks/a/part.ts', 'export const part = 2')
     await set.replace('a')
     return set.hook.a.word`,
  )
  expect(answer).toBe('new2')
})

test('what a former version imports later is of that version, and a broken change is not seen by others', async () => {
  const answer = await replacing(
    {
      'hooks/a/index.ts':
        'import { n } from "./n.ts"\nexport default { n, late: () => import("./n.ts"), initialize() {} }',
      'hooks/a/n.ts': 'export const n = 1',
    },
    `await write('hooks/a/n.ts', 'export const n = 2')
     const first = set.hook.a
     await set.replace('a')
     const second = set.hook.a
     await write('hooks/a/n.ts', 'export const n = 3; throw new Error("no")')
     await refused(set.replace('a'))
     return [(await first.late()).n, (await second.late()).n, set.hook.a.n]`,
  )
  expect(answer).toEqual([1, 2, 2])
})

test('a module whose folder is a link to elsewhere asks for a restart', async () => {
  const answer = await replacing(
    { 'elsewhere/index.ts': 'export default { initialize() {} }', 'hooks/b.ts': 'export default { initialize() {} }' },
    `const { symlink } = await import('node:fs/promises')
     await symlink(join(root, 'elsewhere'), join(root, 'hooks/a'))
     return set.replace('a')`,
  )
  expect(answer).toMatchObject({ kind: 'restart', module: 'a' })
})

test('so does one of whose ES modules a CommonJS module has required', async () => {
  const answer = await replacing(
    {
      'hooks/_words.ts': 'export const word = "old"',
      'hooks/b.cjs': 'const { word } = require("./_words.ts")\nmodule.exports = { word, initialize() {} }',
    },
    `return set.replace('_words')`,
  )
  expect(answer).toMatchObject({ kind: 'restart', module: '_words' })
})
