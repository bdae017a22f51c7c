import type { Id, Reader, Transaction } from '@crochet/storage'
import { newId } from '../documents/uuid.ts'
import { longestSession } from './auth-config.ts'
import type { AuthEntity } from './auth-state.ts'
import { sessionTableOf } from './auth-tables.ts'
import { hashToken, newToken } from './token.ts'

/** A session that is not over. Times in milliseconds since 1970. */
export interface Session {
  /** What it is called. The id of its row is the hash of its token, which is for nobody. */
  readonly sid: string
  readonly user: Id
  readonly expiresAt: number
  readonly createdAt: number
}

/** Sessions that an account has at once; the oldest one gives way. */
const mostPerAccount = 100

/** Begins a session. @returns its token, which is stored nowhere */
export async function insertSession(
  transaction: Transaction,
  entity: AuthEntity,
  { user, now }: { user: Id; now: number },
): Promise<{ token: string; session: Session }> {
  const table = sessionTableOf(entity.slug)
  await transaction.deleteWhere(table, { column: 'expiresAt', operator: 'less_than_equal', value: now })
  await dropOldest(transaction, table, user)
  const token = newToken()
  const expiresAt = now + entity.auth.tokenExpiration * 1000
  const session = { sid: newId(now), user, expiresAt, createdAt: now }
  await transaction.insert(table, { id: hashToken(token), ...session })
  return { token, session }
}

async function dropOldest(transaction: Transaction, table: string, user: Id): Promise<void> {
  const where = { column: 'user', operator: 'equals', value: user } as const
  const over = (await transaction.count(table, where)) - mostPerAccount + 1
  if (over <= 0) return
  const sort = [{ column: 'createdAt', direction: 'asc' as const }]
  for (const { id } of await transaction.find(table, { where, sort, limit: over, select: ['id'] })) {
    await transaction.delete(table, id as Id)
  }
}

export async function findSessionByToken(
  reader: Reader,
  { slug }: AuthEntity,
  { token, now }: { token: string; now: number },
): Promise<Session | undefined> {
  const row = await reader.findByID(sessionTableOf(slug), hashToken(token))
  return row === undefined ? undefined : stillGoing(row, now)
}

export async function findSession(
  reader: Reader,
  { slug }: AuthEntity,
  { sid, now }: { sid: unknown; now: number },
): Promise<Session | undefined> {
  if (typeof sid !== 'string') return undefined
  const [row] = await reader.find(sessionTableOf(slug), { where: { column: 'sid', operator: 'equals', value: sid } })
  return row === undefined ? undefined : stillGoing(row, now)
}

function stillGoing(row: object, now: number): Session | undefined {
  const session = row as Session
  return session.expiresAt > now ? session : undefined
}

/** Lets a session go on for as long as a new one, but never beyond the longest. @returns when it ends */
export async function extendSession(
  transaction: Transaction,
  entity: AuthEntity,
  { session, now }: { session: Session; now: number },
): Promise<number> {
  const latest = session.createdAt + longestSession
  const expiresAt = Math.min(now + entity.auth.tokenExpiration * 1000, latest)
  const same = { column: 'sid', operator: 'equals', value: session.sid } as const
  await transaction.updateWhere(sessionTableOf(entity.slug), same, { expiresAt })
  return expiresAt
}

/** Seconds since 1970, as answers have it. */
export const toExp = (milliseconds: number): number => Math.floor(milliseconds / 1000)
