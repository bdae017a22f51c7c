import { defineTask, type App, type Doc } from 'crochet'

/** A change that code of the application makes, past all rules. */
export interface Order {
  readonly id: string
  readonly data?: Record<string, unknown>
  /** A word that a hook appends to whatever is there. */
  readonly appended?: string
  readonly ifUpdatedAt?: string
}

export function writeAsIs(app: App, { id, data = {}, appended, ifUpdatedAt }: Order): Promise<Doc> {
  const options = {
    ...(appended === undefined ? {} : { context: { appended } }),
    ...(ifUpdatedAt === undefined ? {} : { ifUpdatedAt }),
  }
  return app.update({ collection: 'things', id, data, overrideAccess: true, ...options })
}

const outcomes = new Map<string, PromiseWithResolvers<Doc>>()

function outcomeOf(job: string): PromiseWithResolvers<Doc> {
  const known = outcomes.get(job) ?? Promise.withResolvers<Doc>()
  outcomes.set(job, known)
  // Nobody may wait for it any more: it is a job of the process before.
  known.promise.catch(() => undefined)
  return known
}

/** What a job of this process has made of the document. @throws what it has failed with */
export async function whatBecomesOf(job: string): Promise<Doc> {
  try {
    return await outcomeOf(job).promise
  } finally {
    outcomes.delete(job)
  }
}

/** The same change in the background. */
export const writeTask = defineTask<Order>({
  slug: 'write',
  retries: 0,
  handler: async ({ input, app, job }) => {
    const { resolve, reject } = outcomeOf(String(job.id))
    await writeAsIs(app, input).then(resolve, reject)
  },
})
