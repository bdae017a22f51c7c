import type { Post } from './post.ts'

export type Id = string | number

type Awaitable<T> = T | Promise<T>

/** What every contender does with posts, in its own database. Nothing is answered before it is stored. */
export interface Contender {
  create(post: Post): Awaitable<Id>
  findByID(id: Id): Awaitable<Post>
  /** Ten posts, the newest first, and how many there are in all. @param page counted from 1 */
  page(page: number): Awaitable<{ posts: readonly Post[]; total: number }>
  /** @returns the whole post */
  update(id: Id, changes: Partial<Post>): Awaitable<Post>
  /** Changes all posts with this title. @returns how many */
  updateAll(title: string, changes: Partial<Post>): Awaitable<number>
  deleteAll(title: string): Awaitable<number>
  /** Creates posts that all are asked for together: concurrent calls, or by hand statements in one transaction. */
  createTogether(posts: readonly Post[]): Awaitable<readonly Id[]>
  updateTogether(ids: readonly Id[], changes: Partial<Post>): Awaitable<unknown>
  close(): Awaitable<void>
}

export const contenders = ['crochet', 'payload', 'floor'] as const

/** Opens a contender with an empty database in `folder`. Each is loaded only by the process that measures it. */
export async function open(contender: string, folder: string): Promise<Contender> {
  switch (contender) {
    case 'crochet':
      return (await import('./contenders/crochet.ts')).openCrochet(folder)
    case 'payload':
      return (await import('./contenders/payload.ts')).openPayload(folder)
    case 'floor':
      return (await import('./contenders/floor.ts')).openFloor(folder)
    default:
      throw new Error(`there is no contender "${contender}"`)
  }
}
