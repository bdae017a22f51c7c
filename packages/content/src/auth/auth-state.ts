import type { Entity } from '../config/compile.ts'
import { AddressWindow } from './address-window.ts'
import type { Auth } from './auth-config.ts'
import { Delays } from './delays.ts'
import { FirstUser } from './first-user.ts'
import type { MailPort } from './mail-port.ts'
import { PasswordWork } from './password-work.ts'
import { Revocations } from './revocations.ts'

/** Mails about a forgotten password that an account gets before there are delays between them. */
const mails = { attempts: 3, longest: 3_600_000 }

/** A collection whose documents are accounts. */
export interface AuthEntity extends Entity {
  readonly auth: Auth
  readonly authPoints: NonNullable<Entity['authPoints']>
}

export const isAuthEntity = (entity: Entity): entity is AuthEntity => entity.auth !== undefined

/** What the auth collections of one `Content` share. */
export interface AuthState {
  readonly entities: readonly AuthEntity[]
  readonly passwords: PasswordWork
  /** Attempts by address, and failed logins by account: each for every collection, by its slug. */
  readonly addresses: ReadonlyMap<string, AddressWindow>
  readonly accounts: ReadonlyMap<string, Delays>
  readonly mails: Delays
  readonly revocations: Revocations
  readonly mail: MailPort
  readonly firstUser: FirstUser
  /** What goes on after its caller was answered. */
  readonly background: Set<Promise<void>>
  readonly counters: AuthCounters
}

/** How often what has happened since the start. */
export interface AuthCounters {
  logins: number
  /** Wrong passwords, and accounts that do not exist or are disabled. */
  failures: number
  /** Refused because an account or an address had to wait. */
  delayed: number
  /** Refused because too many passwords waited to be compared. */
  busy: number
}

/** @param now milliseconds since 1970 */
export function createAuthState(
  all: Iterable<Entity>,
  { now, mail }: { now: () => number; mail: MailPort },
): AuthState {
  const entities = [...all].filter(isAuthEntity)
  const delays = ({ slug, auth }: AuthEntity): [string, Delays] => [
    slug,
    new Delays({ now, attempts: auth.maxLoginAttempts, longest: auth.lockTime }),
  ]
  const counters: AuthCounters = { logins: 0, failures: 0, delayed: 0, busy: 0 }
  return {
    entities,
    passwords: new PasswordWork(() => void counters.busy++),
    addresses: new Map(entities.map(({ slug, auth }) => [slug, new AddressWindow(now, auth.maxAttemptsPerAddress)])),
    accounts: new Map(entities.map(delays)),
    mails: new Delays({ now, ...mails }),
    revocations: new Revocations(),
    mail,
    firstUser: new FirstUser(now),
    background: new Set(),
    counters,
  }
}
