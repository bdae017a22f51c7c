import { check, post as newPost, type Post } from '../../content/post.ts'
import type { Question } from '../../question.ts'
import { ask, underLoad } from '../load.ts'
import type { HttpSession } from '../session.ts'

const crowd = 32

export const post: Question<HttpSession> = {
  name: 'post',
  asks: 'Creating documents over one connection and over many: how many a second?',
  method: `\`POST /api/posts\`, over 1 and over ${crowd} connections. Crochet and the floor sync every commit to disk (\`synchronous=FULL\`), Payload is in its defaults.`,
  contenders: ['crochet', 'payload', 'floor'],
  rows: [
    { key: 'alone', label: 'requests, 1 connection', unit: '/s', bars: [{ against: 'payload', least: 3 }] },
    {
      key: 'together',
      label: `requests, ${crowd} connections`,
      unit: '/s',
      bars: [{ against: 'payload', least: 10 }],
    },
  ],

  async measure(contender, session) {
    const server = await session.serve(contender)
    const requests = Array.from({ length: 100 }, (_, number) => ({
      method: 'POST' as const,
      path: '/api/posts',
      body: newPost(10_000 + number),
    }))
    for (const request of requests.slice(0, 10)) {
      check(((await ask(server, request)) as { doc: Post }).doc, request.body)
    }
    const seconds = session.seconds(4)
    const alone = await underLoad(server, { connections: 1, seconds, requests, holds: '"Post 10' })
    const together = await underLoad(server, { connections: crowd, seconds, requests, holds: '"Post 10' })
    return { alone, together }
  },
}
