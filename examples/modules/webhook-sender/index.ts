import { randomUUID } from 'node:crypto'
import type { HookModule } from 'crochet'
import { Delivery } from './delivery.ts'
import { postSigned, type Call } from './post-signed.ts'

/** Who is called about what. */
export interface Receiver {
  readonly url: string
  /** Both sides know it; calls are signed with it. */
  readonly secret: string
  /** Default: all. */
  readonly collections?: readonly string[]
  /** `create`, `update`, `delete`. Default: all. */
  readonly operations?: readonly string[]
  /** Sends the document along. Default: only which one it is, so that receivers read it with their own rights. */
  readonly document?: boolean
}

/** Calls since the boot. */
export interface WebhookCounts {
  readonly delivered: number
  readonly lost: number
  readonly waiting: number
}

declare module 'crochet' {
  interface Services {
    webhooks?: () => WebhookCounts
  }
}

const defaults = {
  receivers: [] as Receiver[],
  /** How often a call is tried, in all. */
  attempts: 5,
  /** Milliseconds before the second attempt; doubles with each. */
  backoff: 1000,
  /** Milliseconds for each attempt. */
  wait: 10_000,
  /** How many calls may wait. Above it they are lost, and the log says so. */
  queue: 1000,
  concurrency: 4,
  /** Milliseconds that closing waits for what has not arrived. */
  drain: 5000,
  /** Allows calls to this machine and the local network. */
  allowPrivate: false,
}

/** Calls others after every committed write. */
export default ((app) => {
  let delivery: Delivery<Call> | undefined
  let delivered = 0
  let lost = 0

  return {
    defaults,

    initialize() {
      const { receivers, wait: timeout, allowPrivate, ...limits } = this.defaults as typeof defaults
      for (const { url, secret } of receivers) {
        if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Error(`"${url}" is no address of HTTP`)
        if (typeof secret !== 'string' || secret === '') throw new Error(`The receiver ${url} has no secret`)
      }
      delivery = new Delivery<Call>({
        ...limits,
        async send(call, signal) {
          const status = await postSigned(call, { timeout, allowPrivate, signal }).catch((error: Error) => {
            app.log.warn({ url: call.url, webhook: call.id }, `webhook: ${error.message}`)
            return 0
          })
          if (status >= 200 && status < 300) {
            delivered++
            return 'done'
          }
          return status === 0 || status === 408 || status === 429 || status >= 500 ? 'retry' : 'refused'
        },
        lost({ url, id }, why) {
          lost++
          app.log.error({ url, webhook: id }, `webhook: a call was lost: ${why}`)
        },
      })
      app.services.webhooks = () => ({ delivered, lost, waiting: delivery?.size ?? 0 })

      // After the commit, and without being awaited by it: nobody's write waits for somebody else's server.
      app.hooks.on('*:afterCommit', {
        id: 'webhook-sender',
        handler: ({ operation, collection, doc, changed }) => {
          const slug = collection?.slug ?? ''
          for (const { url, secret, collections, operations, document } of receivers) {
            if (collections?.includes(slug) === false || operations?.includes(operation) === false) continue
            const about = { operation, collection: slug, document: { id: doc['id'] }, changed: [...changed] }
            const body = JSON.stringify({
              type: `${slug}.${operation}`,
              timestamp: new Date().toISOString(),
              data: document === true ? { ...about, document: doc } : about,
            })
            delivery?.add({ id: `msg_${randomUUID()}`, url, secret, body })
          }
        },
      })
    },

    async destroy() {
      const { drain } = this.defaults as typeof defaults
      await delivery?.drain(drain)
    },
  }
}) satisfies HookModule
