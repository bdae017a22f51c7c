import type { ContentRequest } from '@crochet/content'

export type JobState = 'pending' | 'running' | 'done' | 'dead' | 'cancelled'

export interface JobFilter {
  state?: JobState
  task?: string
  queue?: string
  key?: string
}

/** As much of a queue as is served; times are milliseconds since 1970. */
export interface ServedQueue {
  find(id: string): Promise<object>
  list(filter: JobFilter, page: { limit?: number; before?: string }): Promise<readonly { readonly id: string }[]>
  /** @throws an error with `code` and `status` where that cannot be done */
  cancel(id: string): Promise<'cancelled' | 'cancelling'>
  retry(id: string): Promise<void>
}

export interface JobsDoor {
  readonly queue: ServedQueue
  /** Who may see, cancel and retry jobs. Default: nobody. */
  readonly access?: ((args: { req: ContentRequest }) => boolean | Promise<boolean>) | undefined
}
