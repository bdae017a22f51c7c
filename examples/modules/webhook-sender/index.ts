import { randomUUID } from 'node:crypto'
import { defineTask, type AppConfig, type HookModule } from 'crochet'
import { postSigned } from './post-signed.ts'

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

/** A call that is to be made, as it is kept in the database: without the secret. */
interface Call {
  readonly id: string
  readonly url: string
  readonly body: string
}

/** What has been written. */
interface Written {
  readonly operation: string
  readonly slug: string
  readonly doc: Readonly<Record<string, unknown>>
  readonly changed: readonly string[]
}

const task = 'webhook-sender'

const defaults = {
  receivers: [] as Receiver[],
  /** How often a call is tried, in all. */
  attempts: 5,
  /** Milliseconds before the second attempt; doubles with each. */
  backoff: 1000,
  /** Milliseconds for each attempt. */
  wait: 10_000,
  /** How many calls are made at the same time. */
  concurrency: 4,
  /** Allows calls to this machine and the local network. */
  allowPrivate: false,
}

/** Calls others after every committed write: each call is a job that is written with the document. */
export default ((app) => ({
  defaults,

  configure(config: AppConfig) {
    const { receivers, attempts, backoff, wait, concurrency, allowPrivate } = this.defaults as typeof defaults
    for (const receiver of receivers) checkReceiver(receiver)
    config.jobs.tasks.push(
      defineTask<Call>({
        slug: task,
        retries: attempts - 1,
        backoff,
        timeout: wait,
        concurrency,
        async handler({ input: { id, url, body }, signal, log }) {
          const secret = receivers.find((one) => one.url === url)?.secret
          if (secret === undefined)
            return log.warn({ url, webhook: id }, 'webhook: nobody is to be called there any more')
          const status = await postSigned({ id, url, body, secret }, { allowPrivate, signal })
          if (status >= 200 && status < 300) return
          if (isPassing(status)) throw new Error(`${url} has answered ${status}`)
          log.error({ url, webhook: id, status }, 'webhook: the receiver refuses the call')
        },
      }),
    )
  },

  initialize() {
    const { receivers } = this.defaults as typeof defaults

    // A job joins the transaction of the write: it is there if and only if the document is, whatever becomes of this process.
    async function queueCalls(written: Written): Promise<void> {
      for (const receiver of receivers) {
        if (!concerns(receiver, written)) continue
        const body = bodyFor(receiver, written)
        await app.jobs.queue({ task, input: { id: `msg_${randomUUID()}`, url: receiver.url, body } })
      }
    }
    app.hooks.on('*:afterChange', {
      id: 'webhook-sender',
      stage: 'late',
      handler: ({ operation, collection, doc, changed }) =>
        queueCalls({ operation, slug: collection?.slug ?? '', doc, changed: [...changed] }),
    })
    app.hooks.on('*:afterDelete', {
      id: 'webhook-sender',
      stage: 'late',
      handler: ({ collection, doc }) =>
        queueCalls({ operation: 'delete', slug: collection?.slug ?? '', doc, changed: [] }),
    })
  },
})) satisfies HookModule

function checkReceiver({ url, secret }: Receiver): void {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) throw new Error(`"${url}" is no address of HTTP`)
  if (typeof secret !== 'string' || secret === '') throw new Error(`The receiver ${url} has no secret`)
}

const concerns = ({ collections, operations }: Receiver, { slug, operation }: Written): boolean =>
  collections?.includes(slug) !== false && operations?.includes(operation) !== false

function bodyFor({ document }: Receiver, { operation, slug, doc, changed }: Written): string {
  const about = { operation, collection: slug, document: document === true ? doc : { id: doc['id'] }, changed }
  return JSON.stringify({ type: `${slug}.${operation}`, timestamp: new Date().toISOString(), data: about })
}

/** Whether it may be otherwise the next time. */
const isPassing = (status: number): boolean => status === 408 || status === 429 || status >= 500
