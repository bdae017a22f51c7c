// The server in a process of its own. It makes a page, tells where it is, and changes it when it is told to.
import { openLive, pages } from './open-live.ts'

const opened = await openLive(process.argv[2] ?? '', [pages])
const { id } = await opened.content.create({ collection: 'pages', data: { title: 'A page', views: 0 } })

process.on('disconnect', () => process.exit(0))
process.on('message', ({ views }: { views: number }) => {
  void opened.content.update({ collection: 'pages', id: String(id), data: { views }, overrideAccess: true })
})
process.send?.({ port: opened.port, id })
