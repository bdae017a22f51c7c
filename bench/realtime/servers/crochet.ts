/** Crochet with a journal, so that what it acknowledges is on disk; otherwise in its defaults. */
import { Server } from '@crochet/realtime'
import { attend, options } from './attend.ts'
import { idleHandlers } from './idle-handlers.ts'

const { journal, handlers = 0, readsText = false } = options
const configuration = {
  quiet: true,
  stopOnSignals: false,
  ...(journal === undefined ? {} : { journal: { url: `file:${journal}`, mode: 'store' } }),
  extensions: idleHandlers(handlers),
  ...(readsText
    ? { afterLoadDocument: ({ document }: { document: Text }) => void document.getText('text').toString() }
    : {}),
}
const server = new Server(configuration as ConstructorParameters<typeof Server>[0])
await server.listen(0)
attend(server.address?.port ?? 0, () => server.destroy())

interface Text {
  getText(name: string): { toString(): string }
}
