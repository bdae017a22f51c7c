import type { ClassicConnection, ClassicOptions } from './classic-options.ts'

/** What the configuration that modules see has for those of the older kind. */
export interface ClassicConfig {
  /** The value of NODE_ENV, else `development`. */
  readonly environment: string
  /** Folders below `appPath` by what they hold: `{ views: 'views', static: 'public', … }`. */
  readonly paths: Record<string, string>
  /** Database connections of modules of the older kind. */
  readonly connections: Record<string, ClassicConnection>
}

/** The names that projects of the older system have. */
const folders = {
  admin: 'admin',
  api: 'api',
  config: 'config',
  models: 'models',
  plugins: 'plugins',
  services: 'services',
  static: 'public',
  tmp: '.tmp',
  views: 'views',
}

/** @returns copies: these modules write into what they find */
export function classicConfig({ connections = {}, paths = {} }: ClassicOptions): ClassicConfig {
  const copied = Object.entries(connections).map(([name, connection]) => [
    name,
    { ...connection, settings: { ...connection.settings }, options: { ...connection.options } },
  ])
  return {
    environment: process.env['NODE_ENV'] || 'development',
    paths: { ...folders, ...paths },
    connections: Object.fromEntries(copied) as Record<string, ClassicConnection>,
  }
}

/**
 * Gives a configuration `get(path, otherwise)` and `has(path)`, as its later modules use them; not enumerable, so that they
 * are no keys of it.
 *
 * @returns the same object
 */
export function withLookUp<Config extends object>(config: Config): Config {
  const find = (path: unknown): unknown =>
    String(path)
      .split('.')
      .reduce<unknown>((at, key) => (isObject(at) && Object.hasOwn(at, key) ? Reflect.get(at, key) : undefined), config)
  Object.defineProperty(config, 'get', { value: (path: unknown, otherwise?: unknown) => find(path) ?? otherwise })
  Object.defineProperty(config, 'has', { value: (path: unknown) => find(path) !== undefined })
  return config
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
