import type * as Http from 'node:http'

/**
 * Node's HTTP module, and not by `import`: that reads every getter of the module to make its namespace, and one of them
 * (`http.WebSocket`) loads all of undici, which takes as long as half of this package.
 */
const http: typeof Http = process.getBuiltinModule('node:http')

export const createServer: typeof http.createServer = http.createServer
export const STATUS_CODES: typeof http.STATUS_CODES = http.STATUS_CODES
