/** The document of most questions: a short text, an indexed one, a long one, a number and a checkbox. */
export interface Post {
  readonly title: string
  readonly slug: string
  readonly body: string
  readonly views: number
  readonly published: boolean
}

const words =
  'Everything that is written here has been written before, by other people, in other words; none of it is new. '

/** The post with this number; no two are equal. */
export const post = (number: number): Post => ({
  title: `Post ${number}`,
  slug: `post-${number}`,
  body: `${number}. ${words.repeat(3)}`.slice(0, 240),
  views: number % 1000,
  published: number % 2 === 0,
})

/** @throws Error when a contender answered with something else than what was written */
export function check(found: Partial<Post> | undefined, expected: Post): void {
  for (const key of keys) {
    if (found?.[key] === expected[key]) continue
    throw new Error(`\`${key}\` of "${expected.title}" came back as ${JSON.stringify(found?.[key])}`)
  }
}

const keys = Object.keys(post(0)) as (keyof Post)[]
