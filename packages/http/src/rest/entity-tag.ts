import { hash } from 'node:crypto'

/**
 * Entity tags (RFC 9110, 8.8.3) are `"<updatedAt>/<hash of the body>"`. Each state of a document has an `updatedAt` of its own, and by
 * it alone `If-Match` decides, since the body also depends on who asks and for what. A body that does not show it gets a weak tag of
 * its hash, which is good for `If-None-Match` only. Compression adds `.<coding>`.
 */

/** Of a hash that are sent, 6 bits each. */
const digits = 27
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/**
 * @param value what is answered
 * @param json the same as it is sent
 */
export function tagOf(value: unknown, json: string): string {
  const version = versionOf(value)
  const digest = hash('sha256', json, 'base64url').slice(0, digits)
  return version === undefined ? `W/"${digest}"` : `"${version}/${digest}"`
}

/** The tag for the state that a document was brought into; `undefined` when it does not show. */
export function tagOfState(doc: unknown): string | undefined {
  const version = versionOf(doc)
  return version === undefined ? undefined : `"${version}"`
}

function versionOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { updatedAt } = value as { updatedAt?: unknown }
  return typeof updatedAt === 'string' && isoTime.test(updatedAt) ? updatedAt : undefined
}

/** Whether `If-None-Match` names the tag, by the weak comparison (RFC 9110, 13.1.2), whatever the coding was. */
export function isNamed(tag: string, ifNoneMatch: string): boolean {
  if (ifNoneMatch.trim() === '*') return true
  const opaque = opaqueOf(tag)
  return [...ifNoneMatch.matchAll(tags)].some(([, , named = '']) => named === opaque || named.startsWith(`${opaque}.`))
}

/**
 * @param ifMatch the header
 * @returns the values of `updatedAt` that it allows; `undefined` where there is no such header, or every state will do (`*`)
 */
export function expectedBy(ifMatch: string | undefined): string[] | undefined {
  if (ifMatch === undefined || ifMatch.trim() === '*') return undefined
  return [...ifMatch.matchAll(tags)].flatMap(([, weak, opaque = '']) => (weak === undefined ? timesOf(opaque) : []))
}

const tags = /(W\/)?"([\x21\x23-\x7e]*)"/g

const opaqueOf = (tag: string): string => tag.slice(tag.indexOf('"') + 1, -1)

function timesOf(opaque: string): string[] {
  const [time = ''] = opaque.split('/', 1)
  return isoTime.test(time) ? [time] : []
}
