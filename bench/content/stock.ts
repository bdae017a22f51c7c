import type { Session } from '../session.ts'
import { open, type Contender, type Id } from './contender.ts'
import { post, type Post } from './post.ts'

export interface Stock {
  readonly store: Contender
  readonly posts: readonly Post[]
  /** Their ids, in the same order. */
  readonly ids: readonly Id[]
}

const together = 32

/** Opens a contender and writes posts into it. */
export async function stocked(contender: string, session: Session, count: number): Promise<Stock> {
  const store = await open(contender, await session.scratch())
  const posts = Array.from({ length: count }, (_, number) => post(number))
  const ids: Id[] = []
  for (let first = 0; first < count; first += together) {
    ids.push(...(await store.createTogether(posts.slice(first, first + together))))
  }
  return { store, posts, ids }
}
