import type { HookModule } from 'crochet'
import { TokenBucket } from './token-bucket.ts'

const defaults = {
  /** Edits of one connection to one document. */
  connection: { perSecond: 30, burst: 120 },
  /** Edits of one person, over all connections; who that is, `context.user` says. */
  user: { perSecond: 60, burst: 240 },
  /** What the client is told. */
  reason: 'edit-rate',
}

/** How often edits were let through and refused since the boot. */
export interface EditRate {
  readonly accepted: number
  readonly refused: number
  /** People whose edits are being counted. */
  readonly users: number
}

declare module 'crochet' {
  interface Services {
    editRate?: () => EditRate
  }
}

/** Limits how often a connection, and a person, edits live documents: whoever goes on is disconnected from the document. */
export default ((app) => {
  const now = (): number => performance.now()
  const connections = new WeakMap<object, TokenBucket>()
  const users = new Map<string, TokenBucket>()
  let accepted = 0
  let refused = 0
  let lookAt = 1000

  return {
    defaults,

    initialize() {
      const { connection: perConnection, user: perUser, reason } = this.defaults as typeof defaults

      // `beforeSync` and not `beforeHandleMessage`: presence and questions for what there is are no edits.
      app.hooks.on('beforeSync', {
        id: 'edit-rate-limiter',
        stage: 'early',
        handler: ({ type, connection, context }) => {
          if (type === 0) return
          const at = now()
          const bucket = connections.get(connection) ?? new TokenBucket(perConnection, at)
          connections.set(connection, bucket)
          if (bucket.take(at) && (ofUser(context['user'], at)?.take(at) ?? true)) return void accepted++
          refused++
          // An object with a reason and no message is a decision, which is told to the client and to nobody else.
          throw { reason }
        },
      })

      function ofUser(user: { collection?: string; id?: unknown } | undefined, at: number): TokenBucket | undefined {
        if (user?.id == null) return undefined
        const key = `${user.collection ?? ''}/${String(user.id)}`
        let bucket = users.get(key)
        if (bucket === undefined) {
          forgetIdle(at)
          users.set(key, (bucket = new TokenBucket(perUser, at)))
        }
        return bucket
      }

      app.services.editRate = () => ({ accepted, refused, users: users.size })
      app.endpoints.push({
        method: 'get',
        path: '/edit-rate',
        handler: ({ user }) =>
          user === null
            ? Response.json({ errors: [{ message: 'Sign in first.' }] }, { status: 401 })
            : Response.json({ accepted, refused, users: users.size } satisfies EditRate),
      })
    },
  }

  /** Looks through all of them each time that they have become twice as many. */
  function forgetIdle(at: number): void {
    if (users.size < lookAt) return
    for (const [key, bucket] of users) if (bucket.isFull(at)) users.delete(key)
    lookAt = Math.max(1000, users.size * 2)
  }
}) satisfies HookModule
