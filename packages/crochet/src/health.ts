import { booted, type Parts } from './parts.ts'

/** What `/api/health` tells anybody of the application. */
export interface Health {
  /** `degraded`: it runs without hook modules that it should have. */
  readonly status: 'ok' | 'degraded'
  /** `message` says what to do. What the module itself said may hold secrets and is in the log and in `report()`. */
  readonly skippedModules: readonly { readonly name: string; readonly code: string; readonly message: string }[]
}

/**
 * @returns what `/api/health` answers; `undefined` when the application has an endpoint or a collection of its own there, which
 *   goes before it
 */
export function healthOf(parts: Parts): (() => Health) | undefined {
  const isTaken =
    parts.endpoints.some(({ path, method }) => path === '/health' && method.toLowerCase() === 'get') ||
    booted(parts, 'content').collections.some(({ slug }) => slug === 'health')
  if (isTaken) return undefined
  return () => {
    const skipped = booted(parts, 'modules').report().skipped
    return {
      status: skipped.length === 0 ? 'ok' : 'degraded',
      skippedModules: skipped.map(({ name, code, hint }) => ({ name, code, message: hint })),
    }
  }
}
