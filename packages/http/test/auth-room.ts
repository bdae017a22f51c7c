import type { AuthConfig, CollectionConfig, ContentConfig, Mail, Untyped } from '@crochet/content'
import { newsroom, type Newsroom, type NewsroomOptions } from './newsroom.ts'

export const email = 'ada@example.org'
export const password = 'correct horse'
export const key = 'k3y_ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789'

const anybody = (): boolean => true

export const users = (
  auth: AuthConfig = { useAPIKey: true },
  more: Partial<CollectionConfig> = {},
): CollectionConfig => ({
  slug: 'users',
  auth,
  fields: [{ name: 'name', type: 'text' }],
  ...more,
})

/** For signed-in users, but to be read by anybody. */
const notes: CollectionConfig = {
  slug: 'notes',
  access: { read: anybody },
  fields: [{ name: 'text', type: 'text' }],
}

/** A server with an auth collection, and an account in it. */
export interface AuthRoom extends Newsroom {
  readonly mails: Mail[]
  /** Milliseconds since 1970; tests move it. */
  readonly clock: { time: number }
  readonly id: string
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>
  /** A new session. */
  token(): Promise<string>
  /** Whose request it is, as a hook sees it: an email, or `null`. */
  who(headers: Record<string, string>, method?: string): Promise<string | null>
}

export interface AuthRoomOptions extends NewsroomOptions {
  readonly content?: ContentConfig
}

export async function authRoom({ content, ...options }: AuthRoomOptions = {}): Promise<AuthRoom> {
  const mails: Mail[] = []
  const clock = { time: Date.now() }
  const room = await newsroom({
    config: content ?? { collections: [users(), notes] },
    engine: { now: () => new Date(clock.time), mail: { send: async (mail) => void mails.push(mail) } },
    endpoints: (['get', 'post'] as const).map((method) => ({
      path: '/who',
      method,
      handler: ({ user }) => Response.json({ email: (user as Untyped)?.email ?? null }),
    })),
    ...options,
  })
  const data = { email, password, name: 'Ada', apiKey: key, enableAPIKey: true }
  const { id } = (await room.content.create({ collection: 'users', data })) as Untyped
  room.fired()
  return {
    ...room,
    [Symbol.asyncDispose]: () => room[Symbol.asyncDispose](),
    mails,
    clock,
    id,
    post: (path, body, headers = {}) =>
      fetch(room.url + path, {
        method: 'POST',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    token: async () => (await room.content.auth.login({ collection: 'users', data: { email, password } })).token,
    who: async (headers, method = 'GET') => {
      const answer = await fetch(`${room.url}/api/who`, { method, headers })
      return ((await answer.json()) as { email: string | null }).email
    },
  }
}
