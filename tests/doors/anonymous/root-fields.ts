import type { Ids } from './questions.ts'

interface TypeRef {
  readonly kind: string
  readonly name: string | null
  readonly ofType: TypeRef | null
}
interface Named {
  readonly name: string
  readonly type: TypeRef
}
interface RootField extends Named {
  readonly args: readonly Named[]
}
interface ObjectType {
  readonly name: string
  readonly fields: readonly Named[] | null
}

export interface RootQuery {
  /** `query` or `mutation`, and the field: `query Posts`. */
  readonly name: string
  query(ids: Ids): { query: string; variables: Record<string, unknown> }
}

const ofType = '{ kind name ofType { kind name ofType { kind name ofType { kind name } } } }'
const introspection = `{ __schema {
  queryType { fields { name type ${ofType} args { name type ${ofType} } } }
  mutationType { fields { name type ${ofType} args { name type ${ofType} } } }
  types { name fields { name type ${ofType} } }
} }`

const data: readonly [RegExp, object][] = [
  [/Post$/, { title: 'Anonymous' }],
  [/Order$/, { items: [{ name: 'Issue', price: 2, quantity: 1 }] }],
  [/^updateUser$/, { name: 'Eve' }],
  [/User$/, { email: 'eve@example.org', password: 'battery staple' }],
  [/Settings$/, { siteName: 'Mine' }],
]

/** What somebody without an account has to sign in with. */
const credentials: Record<string, string> = {
  email: 'ada@example.org',
  password: 'battery staple',
  token: 'x'.repeat(43),
}

/** Every root field of the schema, as the server describes it, with a query that asks for it and for one value in it. */
export async function rootQueries(url: string): Promise<RootQuery[]> {
  const answer = await fetch(`${url}/api/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: introspection }),
  })
  const { __schema: schema } = ((await answer.json()) as { data: { __schema: Schema } }).data
  const types = new Map(schema.types.map((type) => [type.name, type]))
  return (['query', 'mutation'] as const).flatMap((kind) =>
    schema[`${kind}Type`].fields.map((field) => rootQuery(kind, field, types)),
  )
}

interface Schema {
  readonly queryType: { fields: readonly RootField[] }
  readonly mutationType: { fields: readonly RootField[] }
  readonly types: readonly ObjectType[]
}

function rootQuery(kind: string, { name, type, args }: RootField, types: ReadonlyMap<string, ObjectType>): RootQuery {
  const sent = args.filter((arg) => arg.type.kind === 'NON_NULL' || arg.name in credentials)
  const declared = sent.map((arg) => `$${arg.name}: ${written(arg.type)}`).join(', ')
  const given = sent.map((arg) => `${arg.name}: $${arg.name}`).join(', ')
  const inside = types.get(innermost(type).name ?? '')?.fields ?? []
  const scalar = inside.find((field) => innermost(field.type).kind === 'SCALAR')
  const wanted = scalar === undefined ? '' : ` { ${scalar.name} }`
  const text = `${kind}${declared && ` (${declared})`} { ${name}${given && `(${given})`}${wanted} }`
  return {
    name: `${kind} ${name}`,
    query: (ids) => {
      const own = { id: idFor(name, ids), data: data.find(([pattern]) => pattern.test(name))?.[1] ?? {} }
      const values: Record<string, unknown> = { ...credentials, ...own }
      const variables = Object.fromEntries(sent.map((arg) => [arg.name, values[arg.name]]))
      return { query: text, variables }
    },
  }
}

const idFor = (field: string, ids: Ids): string | undefined =>
  Object.entries(ids).find(([slug]) => field.toLowerCase().endsWith(slug.slice(0, -1)))?.[1]

const innermost = (type: TypeRef): TypeRef =>
  type.ofType === null || type.ofType === undefined ? type : innermost(type.ofType)

const written = ({ kind, name, ofType: inner }: TypeRef): string =>
  inner === null || inner === undefined ? (name ?? '') : kind === 'LIST' ? `[${written(inner)}]` : `${written(inner)}!`
