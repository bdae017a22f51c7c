import { describe, expect, test } from 'vitest'
import { strip } from './strip.ts'

const posts = (inside: string): string => `export const posts = { slug: 'a', fields: [], ${inside} }`
const other = (code: string): Record<string, string> => ({
  'a.ts': `import { other } from './b.ts'\nexport const posts = { slug: 'a', fields: other }`,
  'b.ts': code,
})

/** What nobody can take apart: the code of the problem, and its line. */
const refused: [string, string | Record<string, string>, string][] = [
  ['an object that is spread', `const base = {}\n${posts('...base')}`, 'SPREAD 2'],
  [
    'hooks beside something that is spread',
    "import { base } from './base.ts'\nexport const posts = {\n ...base, hooks: { beforeChange: [() => 1] } }",
    'SPREAD 3',
  ],
  [
    'a value in an object with code',
    "const all = { max: 3, run() {} }\nexport const p = { slug: 'a', fields: [], timestamps: all.max }",
    'VALUE 2',
  ],
  ['a computed key', `const key = 'hooks'\n${posts('[key]: {}')}`, 'COMPUTED_KEY 2'],
  ['a getter', posts('get hooks() { return 1 }'), 'ACCESSOR 1'],
  ['a getter of a key that may pass', posts('get labels() { return 1 }'), 'ACCESSOR 1'],
  ['Object.assign beside', `${posts('')}\nObject.assign(posts, { hooks: 1 })`, 'CHANGE 2'],
  [
    'Object.assign around',
    `import type { CollectionConfig } from 'crochet'\nexport const p: CollectionConfig = Object.assign({ slug: 'a', fields: [] }, { hooks: 1 })`,
    'CALL 2',
  ],
  ['an assignment afterwards', `${posts('')}\nposts.hooks = {}`, 'CHANGE 2'],
  ['an assignment in a function', `${posts('')}\nexport const f = (x) => {\n x.hooks = 1 }`, 'CHANGE 3'],
  ['fields that are pushed', `${posts('')}\nposts.fields.push({})`, 'CHANGE 2'],
  [
    'fields that are mapped',
    "export const p = { slug: 'a',\nfields: ['a'].map((name) => ({ name, type: 'text' })) }",
    'CALL 2',
  ],
  ['fields of an unknown name', "export const p = { slug: 'a',\nfields: theirs }", 'NOT_LITERAL 2'],
  ['a variable that may change', "let fields = []\nexport const p = { slug: 'a', fields }", 'NOT_LITERAL 2'],
  ['a destructured name', "const { fields } = x()\nexport const p = { slug: 'a', fields }", 'NOT_LITERAL 2'],
  [
    'a condition',
    "export const p = { slug: 'a', fields: [process.env.X ? { name: 'a', type: 'text' } : null] }",
    'VALUE 1',
  ],
  ['a value that is computed', posts('timestamps: process.env.X'), 'VALUE 1'],
  [
    'a function that is passed on',
    "const f = (a) => ({ name: 'a', type: 'text', hooks: a })\nexport const p = { slug: 'a', fields: [f(() => 1)] }",
    'ARGUMENT 2',
  ],
  [
    'a list of another module that may be anything',
    other("export const other = [{ name: 'a', type: 'text' }]"),
    'FOREIGN 2',
  ],
  ['a list that another module makes', other('export const other = make()'), 'FOREIGN 2'],
  ['a list of a package', "import { fields } from 'theirs'\nexport const p = { slug: 'a', fields }", 'FOREIGN 2'],
  [
    'a value that another module computes',
    {
      'a.ts': "import { n } from './b.ts'\nexport const p = { slug: 'a', fields: [], timestamps: n }",
      'b.ts': 'export const n = Math.random()',
    },
    'FOREIGN_VALUE 2',
  ],
  [
    'a variable of another module',
    {
      'a.ts': "import { n } from './b.ts'\nexport const p = { slug: 'a', fields: [], timestamps: n }",
      'b.ts': 'export let n = 1',
    },
    'FOREIGN_VALUE 2',
  ],
  [
    'a module that is re-exported',
    { 'a.ts': `${posts('')}\nexport { stamp } from './b.ts'`, 'b.ts': 'export const stamp = () => 1' },
    'REEXPORT 2',
  ],
  [
    'all of one',
    { 'a.ts': `${posts('')}\nexport * from './b.ts'`, 'b.ts': 'export const stamp = () => 1' },
    'REEXPORT 2',
  ],
  ['hooks on their own', `${posts('')}\nexport const part = { hooks: { onClick: 1 } }`, 'UNKNOWN_OBJECT 2'],
  ['an export that runs code', `${posts('')}\nexport const started = start()`, 'EXPORT 2'],
  ['an export that spreads', `${posts('')}\nexport const more = { ...posts }`, 'EXPORT 2'],
  [
    'an import that is exported again',
    {
      'a.ts': `import { stamp } from './b.ts'\n${posts('')}\nexport { stamp }`,
      'b.ts': 'export const stamp = () => 1',
    },
    'REEXPORT 1',
  ],
  [
    'an export that needs another module',
    `import { db } from './b.ts'\n${posts('')}\nexport const seed = () => db.fill()`,
    'IMPORT 3',
  ],
  [
    'a function that makes a collection and does more',
    "import { db } from './b.ts'\nexport const make = () => {\n db.fill()\n return { slug: 'a', fields: [] } }",
    'IMPORT 3',
  ],
  [
    'a function passed to one that makes a collection',
    "const make = (a) => ({ slug: 'a', fields: [], access: a })\nexport const p = make(() => 1)",
    'ARGUMENT 2',
  ],
  [
    'a function as the default of what makes a collection',
    "export const make = (\n access = () => 1) => ({ slug: 'a', fields: [], access })",
    'MAKER 2',
  ],
  [
    'hooks as the default of what makes a collection',
    "export const make = ({\n hooks = [audit] }) => ({ slug: 'a', fields: [], hooks })\nfunction audit() {}",
    'MAKER 2',
  ],
  [
    'a function that makes a field and does more',
    "export function make() {\n audit('x')\n return { name: 'a', type: 'text', hooks: {} } }",
    'MAKER 2',
  ],
  [
    'a function that makes a field from what it has called',
    "export function make(x) {\n const y = x.z()\n return { name: 'a', type: 'text', maxLength: y, hooks: {} } }",
    'MAKER 2',
  ],
  ['hooks that are exported', `${posts('')}\nexport const own = { beforeChange: [() => 1] }`, 'UNKNOWN_OBJECT 2'],
  ['a class that runs code', `${posts('')}\nexport class A { static b = start() }`, 'EXPORT 2'],
  ['CommonJS', "module.exports = { slug: 'a', fields: [], hooks: {} }", 'STATEMENT 1'],
  [
    'a page that looks like configuration',
    "const form = { slug: 'a', fields: [] }\nrender(document.body)",
    'GUESSED 2',
  ],
  ['a namespace', `${posts('')}\nexport namespace N { export const a = 1 }`, 'STATEMENT 2'],
  [
    'a circle',
    {
      'a.ts':
        "import { b } from './b.ts'\nexport const a = [{ name: 'a', type: 'text', hooks: 1 }, ...b]\nexport const p = { slug: 'a', fields: a }",
      'b.ts': "import { a } from './a.ts'\nexport const b = [...a]",
    },
    'FOREIGN 2',
  ],
]

describe('a build error where nobody can know', () => {
  test.each(refused)('%s', async (_, files, expected) => {
    expect((await strip(files)).problems).toContain(expected)
  })

  test('but not about what goes anyway', async () => {
    const { problems } = await strip(`${posts('hooks: { a: [() => ({ slug: 1, fields: x, ...y })], b: build }')}
function build() { return { slug: 'x', fields: z(), [k]: 1, hooks: {} } }`)
    expect(problems).toEqual([])
  })
})
