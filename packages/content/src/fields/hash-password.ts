import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'

/** What the OWASP password storage cheat sheet asks for at least: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 } as const
const saltBytes = 16
const hashBytes = 32
const version = 19

/** As in `$argon2id$v=19$m=19456,t=2,p=1$salt$hash` (PHC string format). */
const phc = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/

type Cost = Readonly<Record<keyof typeof cost, number>>

/** @returns an Argon2id hash (RFC 9106) with its salt and its cost, in the PHC string format */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes)
  const hash = await derive(password, salt, { ...cost, length: hashBytes })
  return `$argon2id$v=${version}$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(hash)}`
}

/**
 * Compares a password with what a `password` field has stored, in constant time.
 *
 * @param stored what `hashPassword` gave; anything else matches no password
 */
export async function verifyPassword(password: string, stored: unknown): Promise<boolean> {
  const parts = typeof stored === 'string' ? phc.exec(stored) : null
  if (parts === null) return false
  const [, memory, passes, parallelism, salt = '', hash = ''] = parts
  const expected = Buffer.from(hash, 'base64')
  const given = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) }
  const actual = await derive(password, Buffer.from(salt, 'base64'), { ...given, length: expected.length })
  return timingSafeEqual(actual, expected)
}

/** The same letters typed on another keyboard are the same password (RFC 8265, 4.2.2: form NFC). */
function derive(password: string, salt: Buffer, { length, ...how }: Cost & { length: number }): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>()
  const parameters = { message: password.normalize('NFC'), nonce: salt, tagLength: length, ...how }
  argon2('argon2id', parameters, (error, hash) => (error === null ? resolve(hash) : reject(error)))
  return promise
}

/**
 * A hash that no password has, with the cost of a real one: whoever signs in to an account that does not exist waits as long as for one
 * that does.
 */
export function decoyHash(): string {
  const [salt, hash] = [randomBytes(saltBytes), randomBytes(hashBytes)]
  return `$argon2id$v=${version}$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(hash)}`
}

const encode = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')
