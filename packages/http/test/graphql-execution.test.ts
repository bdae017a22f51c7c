import fc from 'fast-check'
import {
  execute,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  GraphQLUnionType,
  parse,
  validate,
  type GraphQLError,
} from 'graphql'
import { expect, test } from 'vitest'
import { Executor } from '../src/graphql/execution.ts'

/** Values of every kind, right and wrong, below types of every kind. */
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, 1, 1.5, true, 'text', '', {}, [], Number.NaN),
  fc.constantFrom<unknown>(2 ** 40, [1], [null], ['x']),
)
const node: fc.Memo<unknown> = fc.memo((depth) =>
  depth <= 1
    ? leaf
    : fc.oneof(
        leaf,
        fc.record(
          {
            kind: fc.constantFrom('A', 'B', 'C', undefined),
            text: leaf,
            number: leaf,
            flag: leaf,
            must: leaf,
            inner: node(depth - 1),
            mustInner: node(depth - 1),
            list: fc.oneof(leaf, fc.array(node(depth - 1), { maxLength: 3 })),
            mustList: fc.oneof(leaf, fc.array(node(depth - 1), { maxLength: 3 })),
            either: node(depth - 1),
            eithers: fc.array(node(depth - 1), { maxLength: 3 }),
          },
          { requiredKeys: [] },
        ),
      ),
)

function schemaFor(root: unknown): GraphQLSchema {
  const fields = (): Record<string, { type: never }> => {
    const all = {
      text: GraphQLString,
      number: GraphQLFloat,
      flag: GraphQLBoolean,
      must: new GraphQLNonNull(GraphQLInt),
      inner: a,
      mustInner: new GraphQLNonNull(b),
      list: new GraphQLList(new GraphQLNonNull(a)),
      mustList: new GraphQLNonNull(new GraphQLList(b)),
      either,
      eithers: new GraphQLList(new GraphQLNonNull(either)),
    }
    return Object.fromEntries(Object.entries(all).map(([name, type]) => [name, { type: type as never }]))
  }
  const a = new GraphQLObjectType({ name: 'A', fields })
  const b = new GraphQLObjectType({ name: 'B', fields })
  const either: GraphQLUnionType = new GraphQLUnionType({
    name: 'Either',
    types: [a, b],
    resolveType: (value) => (value as { kind?: string }).kind,
  })
  const query = new GraphQLObjectType({ name: 'Query', fields: { root: { type: a, resolve: async () => root } } })
  return new GraphQLSchema({ query })
}

const plain = fc.constantFrom('text', 'number', 'flag', 'must', '__typename')
const aliased = fc.tuple(fc.constantFrom('', 'x: ', 'y: ', '__proto__: '), plain).map((parts) => parts.join(''))
const condition = fc.constantFrom(
  '',
  '',
  '@include(if: $yes) ',
  '@skip(if: $yes) ',
  '@include(if: $no) ',
  '@skip(if: true) ',
)
const selection: fc.Memo<string> = fc.memo((depth) => {
  const item = depth <= 1 ? aliased : fc.oneof(aliased, nested(depth))
  return fc
    .array(
      fc.tuple(item, condition).map(([field, directive]) => place(field, directive)),
      { minLength: 1, maxLength: 4 },
    )
    .map((all) => all.join(' '))
})
const nested: fc.Memo<string> = fc.memo((depth) =>
  fc.oneof(
    fc
      .tuple(fc.constantFrom('inner', 'mustInner', 'list', 'mustList', 'z: inner'), selection(depth - 1))
      .map(([name, inside]) => `${name} { ${inside} }`),
    fc
      .tuple(fc.constantFrom('either', 'eithers'), selection(depth - 1), selection(depth - 1))
      .map(
        ([name, one, other]) =>
          `${name} { __typename ... on A { ${one} } ... on B { p: __typename ... { ${other} } } }`,
      ),
    selection(depth - 1).map((inside) => `... { ${inside} }`),
  ),
)

/** A directive stands before what is selected inside. */
function place(field: string, directive: string): string {
  const at = field.indexOf('{')
  return at === -1 ? `${field} ${directive}` : `${field.slice(0, at)} ${directive}${field.slice(at)}`
}

const shape = (data: unknown, errors: readonly GraphQLError[]): string =>
  JSON.stringify({ data, errors: errors.map(({ path, locations }) => ({ path, locations })) })

test('what is executed by a compiled plan is what GraphQL.js makes of it, errors and their places included', async () => {
  let withErrorsInside = 0
  const property = fc.asyncProperty(node(4), selection(4), fc.boolean(), async (root, inside, yes) => {
    const schema = schemaFor(root)
    const document = parse(
      `query ($yes: Boolean!, $no: Boolean = false) { root { ${inside} text @include(if: $yes) flag @skip(if: $no) } root { ${inside} } }`,
    )
    fc.pre(validate(schema, document).length === 0)
    const variables = { yes }
    const { data, errors = [] } = await execute({ schema, document, variableValues: variables })
    if (data?.['root'] !== null && errors.length > 0) withErrorsInside++
    const operations = document.definitions.filter((one) => one.kind === 'OperationDefinition')
    const [operation] = operations
    if (operation === undefined) throw new Error('no operation')
    const prepared = { document, fragments: {}, operations, costs: new Map() }
    const context = { content: null as never, actions: null as never, visit: null as never, failed: new WeakMap() }
    const executor = new Executor()
    for (let time = 0; time < 2; time++) {
      const own = await executor.execute({ schema, prepared, operation, variables, context, hideSuggestions: false })
      expect(shape(own.data, own.errors)).toBe(shape(data, errors))
    }
  })
  await fc.assert(property, { numRuns: 600 })
  expect(withErrorsInside).toBeGreaterThan(50)
})
