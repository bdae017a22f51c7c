import { stripTypeScriptTypes } from 'node:module'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toClientConfig } from '../../src/index.ts'
import { strip } from './strip.ts'

/** An expression, and the declarations that it needs. */
interface Text {
  readonly code: string
  readonly before: readonly string[]
}

let names = 0
const plain = (code: string): Text => ({ code, before: [] })

/** The same value, written as somebody might. */
const styles: ((text: Text) => Text)[] = [
  (text) => text,
  ({ code, before }) => ({ code: `(${code})`, before }),
  ({ code, before }) => ({ code: `${code} as const`, before }),
  ({ code, before }) => {
    const name = `part${names++}`
    return { code: name, before: [...before, `const ${name} = ${code}`] }
  },
]
const styled = (text: fc.Arbitrary<Text>): fc.Arbitrary<Text> =>
  fc.tuple(text, fc.constantFrom(...styles)).map(([given, style]) => style(given))

const server = fc.constantFrom<((name: string) => Text)[]>(
  () => plain("() => 'MARK'"),
  () => plain("{ beforeChange: [({ data }) => ({ ...data, [data.x]: 'MARK' })] }"),
  () => plain("process.env['MARK'] ?? 'MARK'"),
  (name) => ({
    code: `${name}MARK`,
    before: [`function ${name}MARK() { return deeper${name}() }`, `const deeper${name} = () => ['MARK']`],
  }),
  () => plain("class MARK { static x = 'MARK' }"),
)
const serverKey = fc.constantFrom(
  'hooks',
  'access',
  'validate',
  'custom',
  'endpoints',
  'filterOptions',
  'MARK',
  'x-MARK',
)
const serverEntry = fc.tuple(serverKey, server).map(([key, write]): [string, Text] => [key, write(`of${names++}`)])

const text = fc.constantFrom("'title'", '"body"', '`seo`', "'a' + 'b'", "'it\\'s'", "'😀'").map(plain)
const number = fc.constantFrom('3', '-1', '2 * 5', '1_000').map(plain)

/** An object of these entries and some of the server's, in any order, with keys written in several ways. */
const object = (known: Record<string, fc.Arbitrary<Text>>): fc.Arbitrary<Text> => {
  const entries = fc.tuple(
    ...Object.entries(known).map(([key, value]) => styled(value).map((one): [string, Text] => [key, one])),
  )
  return fc
    .tuple(entries, fc.array(serverEntry, { maxLength: 3 }), fc.integer({ min: 0, max: 5 }), fc.boolean())
    .map(([own, others, turn, comma]) => {
      const unique = [...new Map([...others, ...own]).entries()]
      const turned = [...unique.slice(turn % unique.length), ...unique.slice(0, turn % unique.length)]
      const lines = turned.map(([key, { code }], index) => `${keyText(key, index + turn)}: ${code}`)
      return {
        code: `{\n${lines.join(turn % 2 === 0 ? ', /* note */\n' : ',')}${comma ? ',' : ''} }`,
        before: turned.flatMap(([, { before }]) => before),
      }
    })
}

const keyText = (key: string, turn: number): string =>
  [/^\w+$/.test(key) ? key : `'${key}'`, `'${key}'`, `['${key}']`, `[\`${key}\`]`][turn % 4] ?? key

const list = (item: fc.Arbitrary<Text>): fc.Arbitrary<Text> =>
  fc.array(fc.tuple(item, fc.boolean()), { maxLength: 3 }).map((items) => ({
    code: `[${items.map(([{ code }, spread]) => (spread ? `...[${code}]` : code)).join(', ')}]`,
    before: items.flatMap(([{ before }]) => before),
  }))

const { field } = fc.letrec<{ field: Text }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 3 },
    object({ name: text, type: fc.constant(plain("'text'")), maxLength: number, label: text }),
    object({ name: text, type: fc.constant(plain("'select'")), options: list(text) }),
    object({ name: text, type: fc.constant(plain("'group'")), fields: list(styled(tie('field'))) }),
    object({
      name: text,
      type: fc.constant(plain("'blocks'")),
      blocks: list(object({ slug: text, fields: list(tie('field')) })),
    }),
    object({
      type: fc.constant(plain("'tabs'")),
      tabs: list(object({ label: text, fields: list(styled(tie('field'))) })),
    }),
  ),
}))

const collection = object({ slug: text, labels: object({ singular: text }), fields: list(styled(field)) })

test('of any configuration, however it is written, the client gets what toClientConfig gives, and no marker', async () => {
  await fc.assert(
    fc.asyncProperty(collection, async ({ code: value, before }) => {
      const source = `${before.join('\n')}\nexport const posts = ${value}\n`
      const { code = '', problems } = await strip(source)
      expect(problems).toEqual([])
      expect(code).not.toContain('MARK')
      expect(toClientConfig({ collections: [evaluate(code)] })).toEqual(
        toClientConfig({ collections: [evaluate(source)] }),
      )
      expect((await strip(code)).code).toBe(code)
    }),
    { numRuns: 500 },
  )
})

/** What the module exports as `posts`. */
function evaluate(module: string): object {
  const script = stripTypeScriptTypes(module.replace('export const posts', 'const posts'))
  return new Function(`${script}\nreturn posts`)() as object
}
