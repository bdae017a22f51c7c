/** A JSON Schema (2020-12) as OpenAPI 3.1 uses it; only the keywords that are written here. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string | readonly string[]
  readonly description?: string
  readonly title?: string
  readonly format?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly default?: unknown
  readonly readOnly?: boolean
  readonly writeOnly?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Schema
  readonly anyOf?: readonly Schema[]
}

export const schemaRef = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` })

/** An object of these properties; `required` names those that are always there. */
export const objectSchema = (properties: Record<string, Schema>, required: readonly string[] = []): Schema => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
})

/** The same value, or `null`. */
export function orNull(schema: Schema): Schema {
  if (typeof schema.type === 'string') {
    const also = schema.enum === undefined ? {} : { enum: [...schema.enum, null] }
    return { ...schema, type: [schema.type, 'null'], ...also }
  }
  if (schema.anyOf !== undefined) return { ...schema, anyOf: [...schema.anyOf, { type: 'null' }] }
  return schema.$ref === undefined ? schema : { anyOf: [schema, { type: 'null' }] }
}

/** Without the keys that have no value. */
export const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T
