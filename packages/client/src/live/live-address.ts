import { ClientError } from '../errors.ts'

/**
 * Where the collaboration server of an application listens.
 *
 * @param url of the application, with a path if it is mounted below one; `''` in a page for its own server; `ws:` and `wss:` are taken too
 * @throws ClientError `CLIENT_URL`
 */
export function liveAddress(url: string): string {
  const { location } = globalThis as { location?: { origin: string } }
  const base = url === '' ? location?.origin : url
  if (base === undefined || !URL.canParse(base)) throw new ClientError('CLIENT_URL', `"${url}" is no address.`)
  const address = new URL(base)
  address.protocol = address.protocol.replace(/^http/, 'ws')
  address.pathname = `${address.pathname.replace(/\/+$/, '')}/collab`
  return address.href
}
