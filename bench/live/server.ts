// The server in a process of its own. It makes a page, tells where it is, and does what it is told to.
import { longBody, openLive, pages } from './open-live.ts'

/** What the server is told: to change the page, or to say how often it has been stored for those who edit it together. */
export type Order = { readonly views: number } | 'count stores'

const [folder = '', maxDebounce] = process.argv.slice(2)
let stores = 0
const countStores = ({ req }: { req: { source: string } }): void => void (req.source === 'live' && stores++)
const collection = { ...pages, hooks: { afterCommit: [countStores] } }
const configuration = maxDebounce === undefined ? {} : { maxDebounce: Number(maxDebounce) }
const opened = await openLive(folder, [collection], configuration)
const { id } = await opened.content.create({
  collection: 'pages',
  data: { title: 'A page', views: 0, body: longBody() },
})

process.on('disconnect', () => process.exit(0))
process.on('message', (order: Order) => {
  if (order === 'count stores') process.send?.({ stores })
  else void opened.content.update({ collection: 'pages', id: String(id), data: order, overrideAccess: true })
})
process.send?.({ port: opened.port, id })
