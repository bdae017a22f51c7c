import { describe, expect, test } from 'vitest'
import { strip } from './strip.ts'

const S = 'SECRET'

/** Ways to write configuration. In each, whatever says SECRET has to go, and whatever says KEEP to stay. */
const shapes: Record<string, string | Record<string, string>> = {
  'an exported constant': `export const posts = { slug: 'KEEP', fields: [], hooks: { beforeChange: [() => '${S}'] } }`,
  'a default export': `export default { slug: 'KEEP', fields: [], access: { read: () => '${S}' } }`,
  'satisfies and as const': `import type { CollectionConfig } from 'crochet'
    export default ({ slug: 'KEEP', fields: [], hooks: ${S} } as const) satisfies CollectionConfig`,
  defineConfig: `import { defineConfig } from 'crochet'
    export default defineConfig({ secret: '${S}', database: { url: ${S} }, endpoints: [${S}], hooks: {}, realtime: { a: '${S}' },
      modules: { '${S}': {} }, collections: [{ slug: 'KEEP', fields: [], custom: { a: '${S}' } }], ...([] as never[] && {}) })`,
  'defineConfig of the namespace': `import * as crochet from 'crochet'
    export const KEEP = crochet.defineConfig({ secret: '${S}', collections: [] })`,
  'quoted, bracketed and template keys': `export const posts = { 'slug': 'KEEP', ["fields"]: [], 'hooks': ${S}, ['access']: ${S}, [\`validate\`]: ${S} }`,
  'escapes in keys': `export const posts = { slug: 'KEEP', fields: [], 'ho\\x6fks': '${S}', \\u0061ccess: '${S}' }`,
  'shorthand and methods': `const hooks = { beforeChange: ['${S}'] }
    export const posts = { slug: 'KEEP', fields: [], hooks, access() { return '${S}' }, async *validate() { yield '${S}' } }`,
  __proto__: `export const posts = { slug: 'KEEP', fields: [], __proto__: { hooks: '${S}' } }`,
  'unknown keys at every level': `export const posts = { slug: 'KEEP', ${S}1: 1, labels: { singular: 'KEEP', ${S}2: 2 }, admin: { group: 'KEEP', ${S}3: 3 },
      fields: [{ name: 'KEEP', type: 'select', ${S}4: 4, options: [{ label: 'KEEP', value: 'v', ${S}5: 5 }], admin: { ${S}6: 6 } }] }`,
  'nested fields, blocks and tabs': `export const posts = { slug: 'x', fields: [
      { type: 'row', fields: [{ name: 'KEEP1', type: 'text', hooks: ${S} }] },
      { type: 'tabs', tabs: [{ label: 'KEEP2', hooks: ${S}, fields: [{ name: 'KEEP3', type: 'text', validate: (v) => '${S}' }] }] },
      { name: 'b', type: 'blocks', blocks: [{ slug: 'KEEP4', fields: [{ name: 'KEEP5', type: 'number', access: { read() { return '${S}' } } }] }] },
      { name: 'g', type: 'group', fields: [{ name: 'KEEP6', type: 'array', fields: [{ name: 'KEEP7', type: 'text', filterOptions: '${S}' }] }] } ] }`,
  'functions as values': `function today() { return '${S}' }
    export const posts = { slug: 'x', labels: { singular: () => '${S}', plural: 'KEEP' },
      fields: [{ name: 'KEEP', type: 'date', defaultValue: today, label: ({ t }) => t('${S}') }, { name: 'r', type: 'text', defaultValue: () => '${S}' }] }`,
  'calls as default values': `export const posts = { slug: 'KEEP', fields: [{ name: 'a', type: 'date', defaultValue: new Date('${S}'), label: t('${S}') }] }`,
  'hidden fields': `export const posts = { slug: 'KEEP', fields: [{ name: '${S}', type: 'text', hidden: true }, { name: 'KEEP', type: 'text' }] }`,
  'of auth only that it is there': `export const users = { slug: 'KEEP', fields: [], auth: { tokenExpiration: '${S}' } }`,
  'a typed list in a variable': `import { type FieldConfig as F } from '@crochet/content'
    export const seo: readonly F[] = [{ name: 'KEEP', type: 'text', validate: () => '${S}' }]`,
  'a configuration that goes through a function of somebody else by its keys': `const config = { secret: '${S}', collections: [{ slug: 'KEEP', fields: [] }] }
    export default config`,
  'a part of a collection': `const hooks = { afterChange: ['${S}'] }
    export const audited = { hooks, timestamps: true, labels: { singular: 'KEEP' } }
    export const open = { access: { read: () => '${S}' } }`,
  'a field whose type has a name': `const type = 'text'
    const fields = [{ name: 'KEEP', hooks: { beforeChange: ['${S}'] }, type, maxLength: 3 }]
    export const posts = { slug: 'x', fields }`,
  'a field of its own': `export const title = { name: 'KEEP', type: 'text', hooks: { beforeChange: ['${S}'] } }`,
  'lists that are spread': `const seo = [{ name: 'KEEP1', type: 'text', validate: () => '${S}' }]
    export const posts = { slug: 'x', fields: [...seo, { name: 'KEEP2', type: 'text' }] }`,
  'a function that makes a collection': `export function make(name: string) {
      return { slug: name, fields: [{ name: 'KEEP', type: 'text', hooks: { a: '${S}' } }], hooks: { b: ['${S}'] } } }
    export const posts = make('KEEP2')`,
  'an arrow function that makes a field': `const slugField = (from = 'title') => ({ name: 'KEEP', type: 'slug', from, hooks: { beforeValidate: ['${S}'] } })
    export const posts = { slug: 'x', fields: [slugField(), slugField('KEEP2')] }`,
  'a function with data for defaults and constants': `export function make({ name = 'KEEP1', fields = [] }: Options = {}, limit = 3) {
      const label = \`the \${name} KEEP2\`
      return { slug: name, labels: { singular: label }, fields, hooks: { a: ['${S}', limit] } } }`,
  'options with hooks, passed to a function': `const field = (o: any) => ({ name: o.name, type: 'text', hooks: o.hooks })
    export const posts = { slug: 'x', fields: [field({ name: 'KEEP', hooks: { a: ['${S}'] } })] }`,
  'imports that only hooks use': `import 'dotenv/${S}'
    import ${S}0, { ${S}1, type ${S}2 } from './x.ts'
    import * as ${S}3 from 'node:fs'
    import type { CollectionConfig } from 'crochet'
    export const excerpt = (text: string) => text.slice(0, 'KEEP'.length)
    export const posts: CollectionConfig = { slug: 'KEEP', fields: [], hooks: { a: [${S}0, ${S}1, ${S}3.read] } }`,
  'declarations that only hooks use, to the end of the chain': `import { db } from '${S}'
    const pool = db('${S}')
    function query() { return pool('${S}') }
    class Store { run() { return query() + '${S}' } }
    const [one, two] = [new Store(), '${S}']
    enum Kind { A = '${S}' }
    export const posts = { slug: 'KEEP', fields: [], hooks: { a: [() => one, Kind] } }`,
  'exports that only hooks use': `export const posts = { slug: 'KEEP', fields: [], hooks: { a: [stamp] } }
    export function stamp() { return helper() + other }
    export const helper = () => '${S}'
    const other = '${S}'
    export { other as renamed, posts as KEEP2 }`,
  statements: `import type { CollectionConfig } from 'crochet'
    export const posts: CollectionConfig = { slug: 'KEEP', fields: [] }
    process.on('exit', () => '${S}')
    if (process.env['${S}']) { await import('./${S}.ts') }
    // about '${S}'
    console.log('${S}')`,
  'a parameter that is called like an import': `import { db } from './${S}.ts'
    export const posts = { slug: 'KEEP', fields: [], hooks: { a: [() => db.x] } }
    export const label = (db: { name: string }) => { const x = { db: 'KEEP2' }; return db.name + x.db }`,
  'comments beside what goes': `export const posts = {
      slug: 'KEEP', // fine
      // ${S}
      hooks: { a: 1 }, /* ${S} */
      fields: [], // KEEP2
    }`,
  'a config in JavaScript with JSX': `export const posts = { slug: 'KEEP', fields: [], admin: { components: { Field: '${S}' } } }`,
  'values in constants and enums': `enum Size { Big = 'KEEP1' }
    const LIMITS = { title: 7 } as const
    const name = 'KEEP2'
    export const posts = { slug: name, fields: [{ name: \`\${name}-KEEP3\`, type: 'text', maxLength: LIMITS.title * 2, label: Size.Big }] }`,
  'values of other modules': {
    'a.ts': `import { LIMITS, statuses, ${S}fn } from './constants.ts'
      import { options } from './constants.ts'
      export const posts = { slug: 'KEEP', fields: [{ name: 'a', type: 'select', maxLength: LIMITS.title, options: statuses, defaultValue: ${S}fn },
        { name: 'b', type: 'select', options }] }`,
    'constants.ts': `export const LIMITS = { title: 200, other: '${S}' }
      export const statuses = ['KEEP1', 'KEEP2'] as const
      export const options = [{ label: 'KEEP3', value: 'x' }]
      export const ${S}fn = () => '${S}'`,
  },
  'fields of other modules': {
    'a.ts': `import { seo as KEEP } from './barrel.ts'
      import { slugField } from './fields.ts'
      export const posts = { slug: 'x', fields: [...KEEP, slugField('title')], hooks: '${S}' }`,
    'barrel.ts': `export * from './fields.ts'`,
    'fields.ts': `export const seo = [{ name: 'a', type: 'text', hooks: {} }]
      export const slugField = (from: string) => ({ name: 's', type: 'slug', from, access: {} })`,
  },
  're-exports of configuration': {
    'a.ts': `export { orders as KEEP } from './orders.ts'
      export * from './orders.ts'
      export const posts = { slug: 'x', fields: [], hooks: '${S}' }`,
    'orders.ts': `export const orders = { slug: 'o', fields: [], hooks: {} }`,
  },
}

describe('what is for the server goes', () => {
  test.each(Object.entries(shapes).filter(([title]) => title !== 'defineConfig'))('%s', async (_, files) => {
    const { code = '', problems } = await strip(files)
    expect(problems).toEqual([])
    expect(code).not.toContain(S)
    const source = typeof files === 'string' ? files : (files['a.ts'] ?? '')
    for (const [word] of new Set(source.matchAll(/KEEP\d?/g))) expect(code).toContain(word)
    expect(code.split('\n').length).toBe(source.split('\n').length)
  })

  test('defineConfig', async () => {
    const { code, problems } = await strip((shapes['defineConfig'] as string).replace(/, \.\.\.\(.*?\)/, ''))
    expect(problems).toEqual([])
    expect(code).not.toContain(S)
    expect(code).toContain("slug: 'KEEP'")
  })

  test('what is left is what a browser may know, in the same lines', async () => {
    const { code } = await strip(`import { randomUUID } from 'node:crypto'
import type { CollectionConfig } from 'crochet'

export const orders: CollectionConfig = {
  slug: 'orders',
  access: { create: () => true },
  fields: [
    {
      name: 'number',
      hooks: { beforeChange: [() => randomUUID()] },
      type: 'text',
    },
  ],
  hooks: {
    beforeDelete: [],
  },
}
`)
    expect(code?.replaceAll(/ +$/gm, '')).toBe(`
import type { CollectionConfig } from 'crochet'

export const orders: CollectionConfig = {
  slug: 'orders',

  fields: [
    {
      name: 'number',

      type: 'text',
    },
  ]



}
`)
  })
})

test.each([
  [
    'a module that has nothing to do with it',
    "export const routes = [{ slug: 'a', title: 'b' }, { type: 'text', validate() {} }]",
  ],
  [
    'a page with rights',
    'export const rights = { access: { read: true }, collections: [], globals: [] }\nrender(rights)',
  ],
  ['an object with other things', "const form = { name: 'a', type: 'text', validate: () => true }"],
])('left alone: %s', async (_, code) => {
  expect(await strip(code)).toMatchObject({ code: undefined, problems: [] })
})

test('in packages of others only what has hooks, access or endpoints is taken for configuration', async () => {
  expect((await strip("export const page = { slug: 'a', fields: [], extra: 1 }", 'package')).code).toBeUndefined()
  expect((await strip("export const page = { slug: 'a', fields: [], hooks: 1 }", 'package')).code).not.toContain(
    'hooks',
  )
})

test('where it had to guess, it warns about keys that it does not know; where somebody has said what it is, it does not', async () => {
  const object = "{ slug: 'a', fields: [], hooks: {}, onSubmit: 1 }"
  expect((await strip(`export const form = ${object}`)).warned).toEqual(['onSubmit'])
  const typed = `import type { CollectionConfig } from 'crochet'\nexport const form: CollectionConfig = ${object}`
  expect((await strip(typed)).warned).toEqual([])
})
