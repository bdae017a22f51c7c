/** A database connection as modules of the older kind find it at `config.connections`. */
export interface ClassicConnection {
  /** Which module opens it: `strapi-hook-bookshelf`. */
  connector?: string
  settings?: Record<string, unknown>
  options?: Record<string, unknown>
}

/** What hook modules of the older kind (`strapi-hook-*`) find besides what every module does. */
export interface ClassicOptions {
  /** The Koa application that they add to, at `app` of theirs. Where it answers requests is up to you. */
  app?: object
  /** Database connections by name, at `config.connections` of theirs. */
  connections?: Record<string, ClassicConnection>
  /** Models of theirs by name; collections are not among them. */
  models?: Record<string, object>
  /** Folders below the root by what they hold, over `{ views: 'views', static: 'public', config: 'config', … }`. */
  paths?: Record<string, string>
}

const keys: readonly (keyof ClassicOptions)[] = ['app', 'connections', 'models', 'paths']

/** Whether a value of the configuration is an object with these keys, each an object. */
export function isClassicOptions(value: unknown): boolean {
  const isObject = (one: unknown): one is object => typeof one === 'object' && one !== null && !Array.isArray(one)
  return (
    isObject(value) &&
    Object.entries(value).every(
      ([key, inner]) =>
        (keys as readonly string[]).includes(key) &&
        (inner === undefined || isObject(inner) || (key === 'app' && typeof inner === 'function')),
    )
  )
}
