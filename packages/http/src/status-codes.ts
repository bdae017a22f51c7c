import type * as Http from 'node:http'

/**
 * Node's words for status codes. Not by `import`: that reads every getter of `node:http` to make its namespace, and one of them
 * (`http.WebSocket`) loads all of undici before it is needed.
 */
export const statusCodes: typeof Http.STATUS_CODES = process.getBuiltinModule('node:http').STATUS_CODES
