import { isPlainObject } from '@crochet/hooks'
import type { CollectionConfig } from '../config/collection-config.ts'
import type { Field } from '../config/compile.ts'
import type { FieldConfig, ValueField } from '../config/field-config.ts'
import type { FieldType } from '../fields/field-type.ts'
import { resolveAuth, type AuthConfig } from './auth-config.ts'
import { hashToken } from './token.ts'

/** The fields that say who may sign in, and with what: a change of one of them ends every session of the account. */
export const credentialFields: readonly string[] = ['email', 'password', 'disabled', 'enableAPIKey', 'apiKey']

/** Those that an application may declare itself, to give them a label, hooks or access rules of their own. */
const own = { email: 'email', password: 'password' } as const

/** @returns the problem with a field of an auth collection whose name is one of an account's */
export function accountFieldFlaw(field: Record<string, unknown>): string | undefined {
  const name = String(field['name'])
  if (!credentialFields.includes(name)) return undefined
  const type = Object.hasOwn(own, name) ? own[name as keyof typeof own] : undefined
  if (type === undefined) return `every account has a \`${name}\`; choose another name`
  return field['type'] === type ? undefined : `in an auth collection its type is '${type}'`
}

/**
 * The collection with the fields that accounts have. `email` and `password` stay where the application has declared them; what it has
 * not comes last. The same object where there is nothing to add.
 */
export function withAccountFields<C extends object>(collection: C): C {
  const { auth, fields } = collection as { auth?: boolean | AuthConfig; fields?: unknown }
  const isRight = auth === true || isPlainObject(auth)
  if (!isRight || !Array.isArray(fields) || (fields as unknown[]).includes(disabled)) return collection
  const given = fields as readonly FieldConfig[]
  const isDeclared = (name: string): boolean => given.some((field) => nameOf(field) === name)
  const missing = Object.keys(always).filter((name) => !isDeclared(name))
  const keys = resolveAuth(auth)?.useAPIKey === true ? keyFields : []
  const own = given.map((field) => ({ ...field, ...always[nameOf(field) ?? ''] }))
  return { ...collection, fields: [...own, ...missing.map((name) => always[name]), disabled, ...keys] }
}

const nameOf = (field: unknown): string | undefined =>
  isPlainObject(field) && typeof field['name'] === 'string' ? field['name'] : undefined

/** What is so in every auth collection. */
const always: Readonly<Record<string, FieldConfig>> = Object.assign(
  Object.create(null) as object,
  {
    email: { name: 'email', type: 'email', required: true, unique: true },
    password: { name: 'password', type: 'password', required: true },
  } as const,
)

const disabled: FieldConfig = { name: 'disabled', type: 'checkbox', defaultValue: false }

const keyFields: readonly FieldConfig[] = [
  { name: 'enableAPIKey', type: 'checkbox', defaultValue: false },
  { name: 'apiKey', type: 'password', minLength: 32, maxLength: 128 },
]

/** The configuration with the fields of accounts in its auth collections. */
export function withAccounts<C extends { readonly collections?: readonly CollectionConfig[] }>(config: C): C {
  return config.collections === undefined
    ? config
    : { ...config, collections: config.collections.map((collection) => withAccountFields(collection)) }
}

/** What is different about a field because it is an account's. */
export function asAccountField(collection: { readonly auth?: boolean | AuthConfig }, field: Field): Field {
  if (resolveAuth(collection.auth) === undefined) return field
  if (field.name === 'email') return { ...field, type: { ...field.type, seal: async (value) => normalEmail(value) } }
  return field.name === 'apiKey' ? { ...field, type: asKey(field.type) } : field
}

/** The same address however it is typed: without upper case, and in one form of letters with accents (Unicode NFC). */
export const normalEmail = (value: unknown): unknown =>
  typeof value === 'string' ? value.normalize('NFC').trim().toLowerCase() : value

/** A key is long and random, so one fast hash is enough, and by it the account is found. */
const asKey = (type: FieldType): FieldType => ({
  ...type,
  uniqueByDefault: true,
  seal: async (value) => (typeof value === 'string' ? hashToken(value) : value),
  check: (value: unknown, config: ValueField) => keyFlaw(value) ?? type.check(value, config),
})

/** Enough kinds of characters to keep out what somebody made up by hand (`aaaa…`); how random it is nobody can see. */
const keyFlaw = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[\w-]*$/.test(value) && new Set(value).size >= 10
    ? undefined
    : 'must be random: 32 or more letters, digits, _ and -'
