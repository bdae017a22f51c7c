import { AppError } from './errors.ts'

/**
 * What `crochet` is in a page (export condition `browser`): enough to import a configuration module, and nothing of the server.
 * The server's names are there so that such modules can be linked; using one says that it cannot be.
 */
export * from './client-config/to-client-config.ts'
export { defineConfig } from './define-config.ts'
export { defineTask } from './jobs/jobs-config.ts'
export { AppError, appErrors, type AppErrorCode } from './errors.ts'

/** What a name of the server is in a page: something to call or extend that throws. */
type ServerOnly = new (...args: unknown[]) => never

/** @returns a function that throws AppError `SERVER_ONLY`, called with or without `new` */
function serverOnly(name: string): ServerOnly {
  return function refuse(): never {
    throw new AppError('SERVER_ONLY', `\`${name}\` of the package "crochet" works on the server, and this is a page.`)
  } as unknown as ServerOnly
}

export const createApp: ServerOnly = /* @__PURE__ */ serverOnly('createApp')
export const migrateApp: ServerOnly = /* @__PURE__ */ serverOnly('migrateApp')
export const emitTypes: ServerOnly = /* @__PURE__ */ serverOnly('emitTypes')
export const rootCause: ServerOnly = /* @__PURE__ */ serverOnly('rootCause')
export const APIError: ServerOnly = /* @__PURE__ */ serverOnly('APIError')
export const AuthenticationError: ServerOnly = /* @__PURE__ */ serverOnly('AuthenticationError')
export const Conflict: ServerOnly = /* @__PURE__ */ serverOnly('Conflict')
export const Forbidden: ServerOnly = /* @__PURE__ */ serverOnly('Forbidden')
export const HookError: ServerOnly = /* @__PURE__ */ serverOnly('HookError')
export const JobError: ServerOnly = /* @__PURE__ */ serverOnly('JobError')
export const NotFound: ServerOnly = /* @__PURE__ */ serverOnly('NotFound')
export const QueryError: ServerOnly = /* @__PURE__ */ serverOnly('QueryError')
export const ValidationError: ServerOnly = /* @__PURE__ */ serverOnly('ValidationError')
