import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a token looks like: 256 random bits as base64url (RFC 4648, 5). */
const shape = /^[A-Za-z0-9_-]{43}$/

export const newToken = (): string => randomBytes(32).toString('base64url')

/**
 * What is stored of a token or key. They are long and random, so that nobody can try them all: one SHA-256 is enough, and that the
 * database compares hashes byte by byte tells nothing about the token.
 */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

/** Whether it is worth looking up. */
export const isToken = (value: unknown): value is string => typeof value === 'string' && shape.test(value)

/** Compares in a time that does not tell where they differ. */
export const isSameToken = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashToken(one)), Buffer.from(hashToken(other)))
