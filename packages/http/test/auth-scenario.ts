import { expect, test } from 'vitest'
import { authRoom, email, key, password, type AuthRoom, type AuthRoomOptions } from './auth-room.ts'
import { of } from './expected.ts'

/** One request about an account or session, what is answered, and exactly which hook points fire. */
export interface AuthScenario {
  readonly title: string
  readonly method?: 'GET' | 'POST'
  readonly path: string
  readonly body?: unknown
  /** Who asks. Default: nobody. */
  readonly as?: 'session' | 'cookie' | 'key'
  readonly given?: (room: AuthRoom) => unknown
  readonly status: number
  readonly answer: unknown
  readonly hooks: readonly string[]
  /** What `Set-Cookie` matches; `null` for none. */
  readonly cookie?: RegExp | null
}

export const token = expect.stringMatching(/^[\w-]{43}$/)
export const exp = expect.any(Number)
export const user = expect.objectContaining({ email, name: 'Ada', collection: 'users' })
export const own = of('users', 'beforeOperation', 'beforeRead', 'afterFetch', 'afterRead', 'afterOperation')
export const login = ['users:beforeLogin', ...own, 'users:afterLogin']
export const failed = ['users:afterError', 'afterError']
export const sets = /^crochet-token=[\w-]{43}; Expires=[^;]+ GMT; Path=\/; HttpOnly; SameSite=Lax$/
export const clears = /^crochet-token=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=\/; HttpOnly; SameSite=Lax$/

async function ask(room: AuthRoom, { path, method = 'POST', body, as }: AuthScenario): Promise<Response> {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' }
  if (as === 'key') headers['authorization'] = `users API-Key ${key}`
  if (as === 'session') headers['authorization'] = `Bearer ${await room.token()}`
  if (as === 'cookie') Object.assign(headers, { cookie: `crochet-token=${await room.token()}`, origin: room.url })
  room.fired()
  return fetch(room.url + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) })
}

/** Makes a test of every scenario, each with a server of its own. */
export function authScenarios(list: readonly AuthScenario[], options: AuthRoomOptions = {}): void {
  test.each(list)('$title', async (scenario) => {
    await using room = await authRoom(options)
    await scenario.given?.(room)
    const response = await ask(room, scenario)
    const answer: unknown = await response.json()
    await room.content.auth.idle()
    const { status, hooks, cookie = null } = scenario
    expect({ status: response.status, answer, hooks: room.fired() }).toEqual({ status, answer: scenario.answer, hooks })
    const set = response.headers.getSetCookie()
    expect(set.map((one) => cookie?.test(one))).toEqual(cookie === null ? [] : [true])
    for (const secret of ['argon2id', password, key]) expect(JSON.stringify(answer)).not.toContain(secret)
  })
}
