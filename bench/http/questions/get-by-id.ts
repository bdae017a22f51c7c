import { check, type Post } from '../../content/post.ts'
import type { Question } from '../../question.ts'
import { ask, underLoad } from '../load.ts'
import type { HttpSession } from '../session.ts'
import { stock } from '../stock.ts'

const connections = 8
const asked = 200

export const getByID: Question<HttpSession> = {
  name: 'get-by-id',
  asks: 'One document by its id: how many a second?',
  method: `\`GET /api/posts/:id\`, ${asked} ids in turn, ${connections} connections, relationships as ids (\`depth=0\`).`,
  contenders: ['crochet', 'payload', 'floor'],
  rows: [
    {
      key: 'rate',
      label: 'requests',
      unit: '/s',
      bars: [
        { against: 'payload', least: 5 },
        { against: 'floor', least: 1 / 1.6 },
      ],
    },
  ],

  async measure(contender, session) {
    const server = await session.serve(contender)
    // Ids in a mixed order.
    const picked = Array.from({ length: asked }, (_, index) => (index * 977) % stock.length)
    const requests = picked.map((number) => ({ path: `/api/posts/${server.ids[number]}?depth=0` }))
    for (const [index, number] of picked.entries()) {
      const expected = stock[number]
      if (expected !== undefined) check((await ask(server, requests[index] ?? { path: '' })) as Post, expected)
    }
    return { rate: await underLoad(server, { connections, seconds: session.seconds(4), requests, holds: '"Post ' }) }
  },
}
