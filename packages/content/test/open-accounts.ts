import { createRequire, syncBuiltinESMExports } from 'node:module'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AuthConfig, CollectionConfig, ContentConfig, Doc, Mail, Untyped } from '../src/index.ts'
import { open, openContent, type Opened } from './open-content.ts'

export const email = 'ada@example.org'
export const password = 'correct horse'

export const users = (auth: AuthConfig | true = true, more: Partial<CollectionConfig> = {}): CollectionConfig => ({
  slug: 'users',
  auth,
  access: open,
  fields: [{ name: 'name', type: 'text' }],
  ...more,
})

/** Content with an auth collection, a clock and a letterbox. */
export interface Accounts extends Opened {
  /** Milliseconds since 1970; tests move it. */
  time: number
  readonly mails: Mail[]
  login(given?: { email?: Untyped; password?: Untyped; ip?: string }): Promise<Untyped>
  /** `code`, or `ok`, of a login. */
  attempt(given?: { email?: Untyped; password?: Untyped; ip?: string }): Promise<string>
  account(data?: Doc): Promise<Untyped>
  /** Who a token belongs to. */
  who(token: string): Promise<Untyped>
}

export async function openAccounts(
  config: ContentConfig = { collections: [users()] },
  options: { record?: boolean } = {},
): Promise<Accounts> {
  const mails: Mail[] = []
  const clock = { time: Date.UTC(2026, 0, 1) }
  const opened = await openContent(config, {
    ...options,
    now: () => new Date(clock.time),
    mail: { send: async (mail) => void mails.push(mail) },
  })
  const { content } = opened
  const login: Accounts['login'] = (given = {}) =>
    content.auth.login({
      collection: 'users',
      data: { email: given.email ?? email, password: given.password ?? password },
      req: { source: 'rest', ...(given.ip === undefined ? {} : { ip: given.ip }) },
    })
  return Object.defineProperties(
    {
      ...opened,
      mails,
      login,
      attempt: (given) =>
        login(given).then(
          () => 'ok',
          (error: Untyped) => String(error.code),
        ),
      account: (data) => content.create({ collection: 'users', data: { email, password, ...data } }),
      who: (token) => content.auth.authenticate({ kind: 'token', token }),
    } as Omit<Accounts, 'time'>,
    {
      time: {
        get: () => clock.time,
        set: (time: number) => {
          clock.time = time
        },
      },
    },
  ) as Accounts
}

/** All bytes that the database has on disk. */
export async function bytesOnDisk({ url }: Opened): Promise<string> {
  const folder = dirname(url.replace(/^file:/, ''))
  const files = await readdir(folder)
  return (await Promise.all(files.map((file) => readFile(join(folder, file), 'latin1')))).join('\n')
}

/** Counts how often Node derives a key with Argon2, and how many at once at most. */
export function countArgon2(): Disposable & { count: number; most: number } {
  const crypto = createRequire(import.meta.url)('node:crypto') as { argon2: (...given: Untyped[]) => void }
  const { argon2 } = crypto
  let running = 0
  const counted = {
    count: 0,
    most: 0,
    [Symbol.dispose]() {
      crypto.argon2 = argon2
      syncBuiltinESMExports()
    },
  }
  crypto.argon2 = (algorithm, parameters, callback) => {
    counted.count++
    counted.most = Math.max(counted.most, ++running)
    argon2(algorithm, parameters, (...result: Untyped[]) => {
      running--
      callback(...result)
    })
  }
  syncBuiltinESMExports()
  return counted
}
