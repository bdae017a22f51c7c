import { clientShapes, type ClientRule, type ShapeName } from './client-shapes.ts'

/** A text, number, boolean or `null`, or a list of these. */
export type ClientValue = string | number | boolean | null | readonly ClientValue[]

/** How a field is shown. */
export type ClientAdmin = Readonly<Record<string, ClientValue>>

export interface ClientLabels {
  readonly singular?: string
  readonly plural?: string
}

/** A field as a browser knows it; which of the keys are there depends on `type`. */
export interface ClientField {
  readonly name?: string
  readonly type?: string
  readonly label?: string
  readonly required?: boolean
  readonly unique?: boolean
  readonly virtual?: boolean
  readonly hasMany?: boolean
  readonly minRows?: number
  readonly maxRows?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly min?: number
  readonly max?: number
  readonly options?: readonly (string | { readonly label?: string; readonly value: string })[]
  readonly relationTo?: string | readonly string[]
  readonly from?: string
  readonly collection?: string
  readonly on?: string
  readonly defaultSort?: string | readonly string[]
  readonly defaultLimit?: number
  readonly defaultValue?: ClientValue
  readonly admin?: ClientAdmin
  readonly fields?: readonly ClientField[]
  readonly blocks?: readonly ClientBlock[]
  readonly tabs?: readonly ClientField[]
}

export interface ClientBlock {
  readonly slug: string
  readonly labels?: ClientLabels
  readonly fields: readonly ClientField[]
  readonly admin?: ClientAdmin
}

export interface ClientCollection {
  readonly slug: string
  readonly labels?: ClientLabels
  readonly fields: readonly ClientField[]
  readonly timestamps?: boolean
  readonly defaultSort?: string | readonly string[]
  readonly auth?: boolean
  /** Whether its documents can be opened in the collaboration server. */
  readonly live?: boolean
  readonly admin?: ClientAdmin
}

export interface ClientGlobal {
  readonly slug: string
  readonly label?: string
  readonly fields: readonly ClientField[]
  readonly timestamps?: boolean
  /** Whether it can be opened in the collaboration server. */
  readonly live?: boolean
  readonly admin?: ClientAdmin
}

export interface ClientConfig {
  readonly collections: readonly ClientCollection[]
  readonly globals: readonly ClientGlobal[]
}

const deepest = 32

/**
 * What a browser may know of a configuration: slugs, labels, fields and their limits, built by an allow-list (the table of
 * `client-shapes.ts`). Hooks, access rules, functions, `hidden` fields, `custom` and every key that is not in the list stay behind; so
 * do values of getters, which are never called.
 *
 * @param config what `defineConfig` returned, or something else of that shape
 * @returns plain data that JSON can hold, a copy
 */
export function toClientConfig(config: object): ClientConfig {
  return { collections: [], globals: [], ...(copyObject(config, 'config', 0) as Partial<ClientConfig>) }
}

function copyObject(from: object, name: ShapeName, depth: number): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  for (const [key, rule] of clientShapes[name]) {
    const found = copyValue(own(from, key), rule, depth)
    if (found !== undefined) copy[key] = found
  }
  // A default password would be one that somebody knows.
  if (copy['type'] === 'password') delete copy['defaultValue']
  return copy
}

function copyValue(value: unknown, rule: ClientRule, depth: number): unknown {
  if (value === undefined || depth > deepest) return undefined
  switch (rule.holds) {
    case 'value':
      return copyPlain(value)
    case 'flag':
      return value !== false && value !== null
    case 'object':
      return isObject(value) ? copyObject(value, rule.shape, depth + 1) : undefined
    case 'list':
      return Array.isArray(value) ? value.flatMap((item: unknown) => copyItem(item, rule, depth)) : undefined
  }
}

function copyItem(item: unknown, rule: ClientRule & { holds: 'list' }, depth: number): unknown[] {
  if (!isObject(item)) return rule.values === true && isScalar(item) ? [item] : []
  return own(item, 'hidden') === true ? [] : [copyObject(item, rule.shape, depth + 1)]
}

/** @returns `undefined` for everything but scalars and lists of scalars */
function copyPlain(value: unknown): ClientValue | undefined {
  if (isScalar(value)) return value
  return Array.isArray(value) && value.every(isScalar) ? [...value] : undefined
}

/** Calls no getter. */
function own(from: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(from, key)?.value
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null ||
  ['string', 'boolean'].includes(typeof value) ||
  (typeof value === 'number' && Number.isFinite(value))
