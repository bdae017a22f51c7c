import type { Question } from '../../question.ts'
import { ask, underLoad } from '../load.ts'
import type { HttpSession } from '../session.ts'
import { authorName, stock } from '../stock.ts'

const connections = 8
const query = '{ Posts(limit: 10) { docs { title author { name } } } }'

interface Answer {
  readonly data: { readonly Posts: { readonly docs: readonly { title: string; author: { name: string } }[] } }
}

export const graphql: Question<HttpSession> = {
  name: 'graphql',
  asks: 'Ten documents with one relationship, by GraphQL: how many requests a second?',
  method: `\`${query}\`, ${connections} connections. By hand it is the same answer without GraphQL.`,
  contenders: ['crochet', 'payload', 'floor'],
  rows: [{ key: 'rate', label: 'requests', unit: '/s', bars: [{ against: 'payload', least: 5 }] }],

  async measure(contender, session) {
    const server = await session.serve(contender)
    const request = { method: 'POST' as const, path: '/api/graphql', body: { query } }
    const { docs } = ((await ask(server, request)) as Answer).data.Posts
    const byTitle = new Map(stock.map((each) => [each.title, each]))
    for (const { title, author } of docs) {
      const by = byTitle.get(title)?.by
      if (by === undefined || author.name !== authorName(by)) throw new Error(`${title} is not by ${author.name}`)
    }
    if (docs.length !== 10) throw new Error(`${docs.length} posts came back`)
    const load = { connections, seconds: session.seconds(4), requests: [request], holds: '"Author ' }
    return { rate: await underLoad(server, load) }
  },
}
