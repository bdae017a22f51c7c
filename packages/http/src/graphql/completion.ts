import {
  getNullableType,
  GraphQLError,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  locatedError,
  type FieldNode,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLUnionType,
} from 'graphql'
import { setsOf, type FieldCollector } from './collect-fields.ts'
import { followedUp } from './follow-ups.ts'
import { roleOf } from './schema/field-role.ts'

/** The way to a value in an answer, from its end. */
export interface Path {
  readonly before: Path | undefined
  readonly key: string | number
}

/** Makes what is answered of a value; what fails on the way is added to `errors`. */
export type Completer = (value: unknown, path: Path | undefined, errors: GraphQLError[]) => unknown

interface Step {
  readonly key: string
  readonly read: (source: unknown) => unknown
  readonly complete: Completer
}

/**
 * Compiles a selection into a function that makes the answer of what an operation gave (GraphQL specification, 6.4.3). Below the root
 * nothing is asynchronous, takes arguments of its own or looks at anything but the value, so there is no more to do than to read,
 * check and copy. The rules about errors and `null` are those of the specification.
 */
export class Completion {
  readonly #collector: FieldCollector

  constructor(collector: FieldCollector) {
    this.#collector = collector
  }

  /** Of a field: what fails makes it `null`, or fails what it is in when it must not be `null`. */
  field(type: GraphQLOutputType, nodes: readonly FieldNode[]): Completer {
    return guarded(type, nodes, this.#value(type, nodes))
  }

  #value(type: GraphQLOutputType, nodes: readonly FieldNode[]): Completer {
    const complete = this.#nullable(getNullableType(type) as GraphQLOutputType, nodes)
    if (!isNonNullType(type)) return (value, path, errors) => (isMissing(value) ? null : complete(value, path, errors))
    return (value, path, errors) => {
      const made = isMissing(value) ? null : complete(value, path, errors)
      if (made === null) throw new GraphQLError(`A value of the type ${type.toString()} is missing.`)
      return made
    }
  }

  #nullable(type: GraphQLOutputType, nodes: readonly FieldNode[]): Completer {
    if (isLeafType(type)) return leaf(type)
    if (isListType(type)) return list(this.field(type.ofType, nodes))
    return isObjectType(type) ? this.#object(type, nodes) : this.#union(type as GraphQLUnionType, nodes)
  }

  #object(type: GraphQLObjectType, nodes: readonly FieldNode[]): Completer {
    const steps = this.#steps(type, nodes)
    // An alias can be `__proto__`, which is no key of an ordinary object.
    const isOrdinary = steps.every(({ key }) => key !== '__proto__')
    return (value, path, errors) => {
      const answer = (isOrdinary ? {} : Object.create(null)) as Record<string, unknown>
      for (const { key, read, complete } of steps) answer[key] = complete(read(value), { before: path, key }, errors)
      return answer
    }
  }

  #steps(type: GraphQLObjectType, nodes: readonly FieldNode[]): Step[] {
    const fields = type.getFields()
    return Array.from(this.#collector.collect(type, setsOf(nodes)), ([key, selected]): Step => {
      const name = selected[0]?.name.value ?? ''
      const field = fields[name]
      if (field === undefined) return { key, read: () => type.name, complete: (value) => value } // __typename
      const { resolve } = field
      const own = resolve === undefined ? property(name) : (source: unknown) => resolve(source, {}, null, null as never)
      const read = roleOf(field).is === 'join' ? joinOr(own, selected) : own
      return { key, read, complete: this.field(field.type, selected) }
    })
  }

  #union(union: GraphQLUnionType, nodes: readonly FieldNode[]): Completer {
    const members = new Map(union.getTypes().map((type) => [type.name, this.#object(type, nodes)]))
    return (value, path, errors) => {
      const name: unknown = union.resolveType?.(value, null, null as never, union)
      const complete = members.get(String(name))
      if (complete === undefined) throw new GraphQLError(`A value is of no type of ${union.name}.`)
      return complete(value, path, errors)
    }
  }
}

function guarded(type: GraphQLOutputType, nodes: readonly FieldNode[], complete: Completer): Completer {
  const mayBeNull = !isNonNullType(type)
  return (value, path, errors) => {
    try {
      return complete(value, path, errors)
    } catch (error) {
      const located = locatedError(error, nodes, keysOf(path))
      if (!mayBeNull) throw located
      errors.push(located)
      return null
    }
  }
}

const isMissing = (value: unknown): boolean => value === undefined || value === null

const property =
  (name: string) =>
  (source: unknown): unknown =>
    typeof source === 'object' && source !== null ? (source as Record<string, unknown>)[name] : undefined

/** A join may have been read after its document. */
const joinOr =
  (own: Step['read'], [node]: readonly FieldNode[]): Step['read'] =>
  (source) => {
    const later =
      typeof source === 'object' && source !== null && node !== undefined ? followedUp(source, node) : undefined
    return later === undefined ? own(source) : later.joined
  }

function leaf(type: GraphQLLeafType): Completer {
  return (value) => {
    const made: unknown = type.coerceOutputValue(value)
    if (isMissing(made)) throw new GraphQLError(`A value of the type ${type.name} is missing.`)
    return made
  }
}

function list(item: Completer): Completer {
  return (value, path, errors) => {
    if (!Array.isArray(value)) throw new GraphQLError('A list is no list.')
    return value.map((one: unknown, key) => item(one, { before: path, key }, errors))
  }
}

export function keysOf(path: Path | undefined): (string | number)[] {
  const keys: (string | number)[] = []
  for (let at = path; at !== undefined; at = at.before) keys.unshift(at.key)
  return keys
}
