import { createApp, type App, type CrochetConfig } from '../../src/index.ts'
import { open, project, silent } from '../project.ts'

/** An application on a database of its own, whose jobs run when a test says so. */
export interface JobsApp extends AsyncDisposable {
  readonly app: App
  /** Runs everything that is due. */
  drain(): Promise<void>
}

export const posts = {
  slug: 'posts',
  access: open,
  fields: [
    { name: 'title', type: 'text' },
    { name: 'note', type: 'text' },
  ],
} as const

export async function jobsApp(config: CrochetConfig = {}, url = 'file:./data/test.db'): Promise<JobsApp> {
  await using stack = new AsyncDisposableStack()
  const at = stack.use(project())
  const given: CrochetConfig = { collections: [{ ...posts, fields: [...posts.fields] }], ...config, database: { url } }
  const app = stack.use(await createApp(given, { root: at.root, log: silent }))
  const closing = stack.move()
  return {
    app,
    async drain() {
      const worker = app.jobs.work()
      await worker.idle()
      await worker.stop()
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  }
}

/** A collection `posts` with these hooks. */
export const withHooks = (hooks: object): CrochetConfig => ({
  collections: [{ ...posts, fields: [...posts.fields], hooks } as never],
})
