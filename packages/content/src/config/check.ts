import { isPlainObject } from '@crochet/hooks'
import { ConfigError } from '../errors.ts'
import { fieldTypes } from '../fields/field-types.ts'
import { accountFieldFlaw, withAccountFields } from '../auth/account-fields.ts'
import { authHookNames } from '../auth/auth-hooks.ts'
import { checkAuth } from '../auth/check-auth.ts'
import { checkFields } from './check-fields.ts'
import { checkIndexes } from './check-indexes.ts'
import { checkLive } from './check-live.ts'
import { checkEndpoints, checkHooks, checkKeys, checkRules, isText, Problems } from './check-parts.ts'
import { checkRelations } from './check-relations.ts'
import { checkVersions } from './check-versions.ts'
import type { CollectionConfig } from './collection-config.ts'
import type { ValueField } from './field-config.ts'
import type { GlobalConfig } from './global-config.ts'
import { collectionHookNames, globalHookNames, rootHookNames, type ContentHooks } from './hook-lists.ts'

/** The part of the configuration that this package understands. */
export interface ContentConfig {
  readonly collections?: readonly CollectionConfig[]
  readonly globals?: readonly GlobalConfig[]
  readonly hooks?: ContentHooks
}

const slugPattern = /^[A-Za-z][A-Za-z0-9-]*$/
const longestSlug = 50
/** What else is at `/api/…`, and the tables of the storage itself. */
const reservedSlugs = ['globals', 'reference', 'graphql']

const kinds = {
  collections: {
    keys: [
      'slug',
      'fields',
      'labels',
      'hooks',
      'access',
      'auth',
      'timestamps',
      'defaultSort',
      'indexes',
      'defaultPopulate',
      'endpoints',
      'live',
      'versions',
      'custom',
    ],
    rules: ['create', 'read', 'update', 'delete', 'readVersions'],
    hooks: collectionHookNames,
  },
  globals: {
    keys: ['slug', 'fields', 'label', 'hooks', 'access', 'timestamps', 'endpoints', 'live', 'versions', 'custom'],
    rules: ['read', 'update', 'readVersions'],
    hooks: globalHookNames,
  },
} as const

/** @throws ConfigError with every problem there is, each with its path and what to write instead */
export function checkConfig(config: ContentConfig): void {
  const problems = new Problems()
  for (const kind of ['collections', 'globals'] as const) checkEntities(config[kind] ?? [], kind, problems)
  checkHooks(config.hooks, 'hooks', { problems, known: rootHookNames })
  if (problems.list.length === 0) checkRelations(config, problems)
  if (problems.list.length > 0) throw new ConfigError(problems.list)
}

function checkEntities(list: unknown, kind: keyof typeof kinds, problems: Problems): void {
  if (!Array.isArray(list)) return problems.add(kind, `write a list: ${kind}: [{ slug, fields }]`)
  const taken = new Set<string>()
  list.forEach((entity: unknown, index) => {
    if (!isPlainObject(entity)) return problems.add(`${kind}[${index}]`, 'write an object: { slug, fields }')
    const { slug } = entity
    const path = isText(slug) ? `${kind}.${slug}` : `${kind}[${index}]`
    const { keys, rules, hooks } = kinds[kind]
    checkSlug(slug, path, problems)
    if (isText(slug)) {
      if (taken.has(slug.toLowerCase()))
        problems.add(path, 'the slug is taken (upper and lower case are the same); rename one')
      taken.add(slug.toLowerCase())
    }
    checkKeys(entity, path, { problems, known: keys })
    const isAuth = kind === 'collections' && entity['auth'] !== undefined && entity['auth'] !== false
    if (isAuth) checkAccounts(entity, path, problems)
    const complete = isAuth ? withAccountFields(entity) : entity
    const fields = checkFields(complete['fields'], `${path}.fields`, { problems, ownID: kind === 'collections' })
    checkRules(entity['access'], `${path}.access`, { problems, known: isAuth ? [...rules, 'unlock'] : rules })
    checkHooks(entity['hooks'], `${path}.hooks`, { problems, known: isAuth ? [...hooks, ...authHookNames] : hooks })
    if (!['undefined', 'boolean'].includes(typeof entity['timestamps'])) {
      problems.add(`${path}.timestamps`, 'write true or false')
    }
    checkEndpoints(entity['endpoints'], `${path}.endpoints`, problems)
    checkDefaultSort(entity['defaultSort'], path, { problems, fields })
    const timestamps = entity['timestamps'] !== false
    checkLive(entity['live'], path, { problems, fields, isAuth, timestamps })
    checkVersions(entity['versions'], path, {
      problems,
      owner: kind === 'globals' ? `globals/${String(slug)}` : String(slug),
    })
    if (kind === 'collections') checkIndexes(entity['indexes'], `${path}.indexes`, { problems, fields, timestamps })
  })
}

function checkAccounts(entity: Record<string, unknown>, path: string, problems: Problems): void {
  checkAuth(entity['auth'], `${path}.auth`, problems)
  const { fields } = entity
  for (const field of Array.isArray(fields) ? (fields as unknown[]) : []) {
    const flaw = isPlainObject(field) ? accountFieldFlaw(field) : undefined
    if (flaw !== undefined && isPlainObject(field)) problems.add(`${path}.fields.${String(field['name'])}`, flaw)
  }
}

function checkDefaultSort(
  defaultSort: unknown,
  path: string,
  { problems, fields }: { problems: Problems; fields: ReadonlyMap<string, ValueField> },
): void {
  if (defaultSort === undefined) return
  const own = [...fields].filter(([, { type }]) => fieldTypes.get(type)?.secret !== true).map(([name]) => name)
  const names: unknown = typeof defaultSort === 'string' ? defaultSort.split(',') : defaultSort
  const isKnown = (name: unknown): boolean =>
    isText(name) && [...own, 'id', 'createdAt', 'updatedAt'].includes(name.trim().replace(/^-/, ''))
  if (Array.isArray(names) && names.every(isKnown)) return
  problems.add(`${path}.defaultSort`, "name fields of the collection: 'title,-createdAt', or a list of them")
}

function checkSlug(slug: unknown, path: string, problems: Problems): void {
  if (!isText(slug)) return problems.add(`${path}.slug`, 'give it a slug')
  if (!slugPattern.test(slug) || slug.length > longestSlug) {
    problems.add(path, `use letters, digits and - for the slug, a letter first, at most ${longestSlug} characters`)
  }
  const lower = slug.toLowerCase()
  if (reservedSlugs.includes(lower) || lower.startsWith('crochet') || lower in Object.prototype) {
    problems.add(path, `\`${slug}\` is reserved; choose another slug`)
  }
}
