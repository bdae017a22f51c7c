import type { CollectionConfig, GlobalConfig, MigrateMode } from '@crochet/content'
import type {
  CookieOptions,
  CorsOption,
  Endpoint,
  GraphqlOptions,
  HttpLimits,
  MetricsOption,
  RateOption,
} from '@crochet/http'
import type { LiveOptions } from '@crochet/live'
import type { ModulesConfig } from '@crochet/modules'
import type { ServerConfiguration } from '@crochet/realtime'
import { isClassicOptions, type ClassicOptions } from './classic/classic-options.ts'
import { AppError } from './errors.ts'
import { isJobsConfig, jobsConfigKeys, type JobsConfig } from './jobs/jobs-config.ts'
import { isMailConfig, type MailConfig } from './mail/mail-config.ts'
import type { RootHooks } from './root-hooks.ts'

/** Settings of the collaboration server inside an application, which owns its port, its journal and its hooks. */
export type RealtimeSettings = Pick<
  ServerConfiguration,
  'extensions' | 'debounce' | 'maxDebounce' | 'timeout' | 'quiet' | 'limits'
>

/** Settings of documents that are edited together. */
export type LiveSettings = Pick<LiveOptions, 'limits'>

/** Settings of the HTTP server. */
export interface HttpSettings {
  /** What one request may cost; those that are left out keep their defaults (docs/guide/rest.md). */
  readonly limits?: Partial<HttpLimits>
  /** Proxies whose `X-Forwarded-*` headers are believed: addresses or ranges, or `true` for any. Default: none. */
  readonly trustProxy?: boolean | string | string[]
  /** How many requests one address may send: `{ requests: 600, seconds: 60 }`. Default: as many as it likes. */
  readonly rate?: RateOption
  /** Whether answers of some size are compressed for those who take it. Default: true. */
  readonly compress?: boolean
  /** Whether REST is described at `/api/openapi.json`, and for people at `/api/reference`. Default: true. */
  readonly openapi?: boolean
  /** Serves `/metrics` to whoever sends the token. Default: nothing is measured. */
  readonly metrics?: Pick<MetricsOption, 'token'>
}

/** What `crochet.config.ts` exports (spec: product.md, "Public API"). Every key is optional. */
export interface CrochetConfig {
  /** Signs sessions and tokens. */
  secret?: string | undefined
  /** `file:…` relative to the application's root. Default: `DATABASE_URL`, else `file:./data/crochet.db`. */
  database?: {
    url?: string | undefined
    /**
     * `development`: the boot brings the tables in line with the configuration. `production`: it changes nothing, and refuses while
     * there is something to be done. Default: `production` when `NODE_ENV` says so, else `development`.
     */
    migrate?: MigrateMode | undefined
  }
  collections?: CollectionConfig[]
  globals?: GlobalConfig[]
  /** Root hooks of the content engine and hooks of the collaboration server, side by side. */
  hooks?: RootHooks
  /** Settings of hook modules by name, over those of config/hook.json; `{ module }` gives one in code. */
  modules?: ModulesConfig
  /** What hook modules of the older kind (`strapi-hook-*`) find. */
  classic?: ClassicOptions
  /** Settings of the collaboration server: `debounce`, `maxDebounce`, limits. */
  realtime?: RealtimeSettings
  /** What clients may do to live documents: `{ limits: { rows: 1000 } }`. */
  live?: LiveSettings
  /** Work that leaves the request: tasks, how long they are kept, who may see them. */
  jobs?: JobsConfig
  /** Routes of your own below `/api`. */
  endpoints?: Endpoint[]
  /** GraphQL at `/api/graphql`: `false` for none; `{ introspection }` says whether clients may ask for the schema. */
  graphql?: false | GraphqlOptions
  /** Other origins whose pages may open WebSockets (`https://app.example.org`). The application's own always may. */
  origins?: string[]
  /** Origins whose pages may read answers of the API, with cookies; `*`: any page may, without. Default: the application's own only. */
  cors?: CorsOption
  http?: HttpSettings
  /** Other origins whose pages may use the cookie of a session (`https://app.example.org`). The application's own always may. */
  csrf?: string[]
  /** How sessions are kept in browsers. */
  cookies?: CookieOptions
  /** Where mail goes: an SMTP server, or an object of your own with `send`. Default: the log. */
  mail?: MailConfig
  /** Content-Security-Policy of the pages in `./public`. Default: only what the server serves itself. */
  pagePolicy?: string
}

/** A copy whose lists and sections hook modules may add to (`configure`) without changing what the application passed in. */
export function copyConfig(config: CrochetConfig): CrochetConfig {
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [
      key,
      Array.isArray(value) ? [...value] : isObject(value) ? { ...value } : value,
    ]),
  )
}

type Rule = { check: (value: unknown) => boolean; expected: string }
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)
const object: Rule = { check: isObject, expected: 'an object' }
const list: Rule = { check: Array.isArray, expected: 'a list' }
const text: Rule = { check: (value) => typeof value === 'string' && value !== '', expected: 'a text that is not empty' }

const modes: readonly unknown[] = ['development', 'production', undefined]
const isDatabase = (value: unknown): boolean =>
  isObject(value) && modes.includes((value as { migrate?: unknown }).migrate)

const isGraphql = (value: unknown): boolean =>
  value === false ||
  (isObject(value) &&
    Object.entries(value as object).every(([key, on]) => key === 'introspection' && typeof on === 'boolean'))

/** What the boot does about tables that are not those of the configuration. */
export function migrateMode({ database }: CrochetConfig): MigrateMode {
  return database?.migrate ?? (process.env['NODE_ENV'] === 'production' ? 'production' : 'development')
}

const httpKeys: readonly (keyof HttpSettings)[] = ['limits', 'trustProxy', 'rate', 'compress', 'openapi', 'metrics']
const isHttp = (value: unknown): boolean =>
  isObject(value) && Object.keys(value as object).every((key) => (httpKeys as readonly string[]).includes(key))

const isLive = (value: unknown): boolean =>
  isObject(value) && Object.entries(value as object).every(([key, one]) => key === 'limits' && isObject(one))

const rules: Record<keyof CrochetConfig, Rule> = {
  secret: text,
  database: { check: isDatabase, expected: "an object: { url, migrate: 'development' or 'production' }" },
  collections: list,
  globals: list,
  hooks: object,
  modules: object,
  classic: { check: isClassicOptions, expected: 'an object with app, connections, models, paths' },
  realtime: object,
  live: { check: isLive, expected: 'an object: { limits: { rows } }' },
  jobs: { check: isJobsConfig, expected: `an object with ${jobsConfigKeys}; tasks are a list` },
  endpoints: list,
  graphql: { check: isGraphql, expected: 'false, or an object: { introspection: true or false }' },
  origins: list,
  cors: { check: (value) => value === '*' || Array.isArray(value), expected: "a list of origins, or '*'" },
  http: { check: isHttp, expected: `an object with ${httpKeys.join(', ')}` },
  csrf: list,
  cookies: object,
  mail: { check: isMailConfig, expected: "an object: { url: 'smtp://…', from } or { send(mail) }" },
  pagePolicy: text,
}

/**
 * Checks the keys of the root; collections, globals, modules and realtime settings are checked by the packages they belong to.
 *
 * @throws AppError `CONFIG_NOT_AN_OBJECT`, `CONFIG_UNKNOWN_KEY` or `CONFIG_VALUE`
 */
export function checkConfig(config: unknown): asserts config is CrochetConfig {
  if (!isObject(config))
    throw new AppError('CONFIG_NOT_AN_OBJECT', `The configuration is ${config === null ? 'null' : typeof config}.`)
  for (const [key, value] of Object.entries(config as object)) {
    const rule = Object.hasOwn(rules, key) ? rules[key as keyof CrochetConfig] : undefined
    if (rule === undefined) throw new AppError('CONFIG_UNKNOWN_KEY', `The configuration has an unknown key "${key}".`)
    if (value !== undefined && !rule.check(value)) {
      throw new AppError('CONFIG_VALUE', `"${key}" in the configuration must be ${rule.expected}.`)
    }
  }
}
