import { post, type Post } from '../content/post.ts'
import type { Listening } from './server.ts'

export const posts = 2_000
export const authors = 10

export const authorName = (number: number): string => `Author ${number}`

/** The posts of every contender, each with the number of its author. */
export const stock: readonly (Post & { readonly by: number })[] = Array.from({ length: posts }, (_, number) => ({
  ...post(number),
  by: number % authors,
}))

/** For servers: tells the port, and ends with the process that started this one. */
export function tell(listening: Listening): void {
  process.on('disconnect', () => process.exit(0))
  process.send?.(listening)
}
