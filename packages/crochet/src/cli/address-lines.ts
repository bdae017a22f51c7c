import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { App } from '../app.ts'
import type { Paint } from './paint.ts'

/** How many collections and endpoints are named; of the others it is said how many there are. */
const most = 6

/**
 * Where an application that listens can be reached, a line for each door.
 *
 * @param url as `listen` has returned it
 */
export function addressLines(app: Pick<App, 'config' | 'endpoints'>, url: string, paint: Paint): string[] {
  const { appPath, collections = [], globals = [], graphql, http } = app.config
  const page = existsSync(join(appPath, 'public', 'index.html'))
  const rest = [
    ...collections.filter(({ endpoints }) => endpoints !== false).map(({ slug }) => `${url}/api/${slug}`),
    ...globals.filter(({ endpoints }) => endpoints !== false).map(({ slug }) => `${url}/api/globals/${slug}`),
  ]
  const own = app.endpoints.map(({ method, path }) => `${method.toUpperCase()} ${url}/api${path}`)
  const doors: [string, string[]][] = [
    ['page', page ? [`${url}/`] : []],
    ['REST', rest],
    ['reference', http?.openapi === false ? [] : [`${url}/api/reference`]],
    ['GraphQL', graphql === false ? [] : [`${url}/api/graphql`]],
    ['endpoints', own],
    ['WebSocket', [`${url.replace('http', 'ws')}/collab`]],
  ]
  return doors
    .filter(([, addresses]) => addresses.length > 0)
    .map(([name, addresses]) => `  ${paint('bold', name.padEnd(10))} ${shortened(addresses).join('   ')}`)
}

const shortened = (addresses: readonly string[]): string[] =>
  addresses.length <= most ? [...addresses] : [...addresses.slice(0, most), `and ${addresses.length - most} more`]
