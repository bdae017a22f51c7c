import { check, type Post } from '../../content/post.ts'
import type { Question } from '../../question.ts'
import { ask, underLoad } from '../load.ts'
import type { HttpSession } from '../session.ts'
import { stock } from '../stock.ts'

const connections = 8
const pages = 20

export const getPage: Question<HttpSession> = {
  name: 'get-page',
  asks: 'A page of ten documents and the number of all: how many a second?',
  method: `\`GET /api/posts?limit=10&page=…\`, the newest first, the first ${pages} pages in turn, ${connections} connections, relationships as ids (\`depth=0\`).`,
  contenders: ['crochet', 'payload', 'floor'],
  rows: [{ key: 'rate', label: 'requests', unit: '/s', bars: [{ against: 'payload', least: 5 }] }],

  async measure(contender, session) {
    const server = await session.serve(contender)
    const requests = Array.from({ length: pages }, (_, index) => ({
      path: `/api/posts?limit=10&depth=0&page=${index + 1}`,
    }))
    const byTitle = new Map(stock.map((each) => [each.title, each]))
    for (const request of requests) {
      const { docs, totalDocs } = (await ask(server, request)) as { docs: Post[]; totalDocs: number }
      if (totalDocs !== stock.length || docs.length !== 10) throw new Error(`${docs.length} posts of ${totalDocs}`)
      for (const doc of docs) check(doc, byTitle.get(doc.title) ?? doc)
    }
    return { rate: await underLoad(server, { connections, seconds: session.seconds(4), requests, holds: '"Post ' }) }
  },
}
