import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'

const types = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript'],
  ['.css', 'text/css'],
])

/** The page of ./editors, built by Vite and served from memory, at `url`. */
export async function serveEditors(): Promise<AsyncDisposable & { url: string }> {
  const files = await build()
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://page')
    const name = pathname === '/' ? 'index.html' : pathname.slice(1)
    const content = files.get(name)
    response.writeHead(content === undefined ? 404 : 200, { 'Content-Type': types.get(extname(name)) ?? 'text/plain' })
    response.end(content)
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function build(): Promise<Map<string, string | Uint8Array>> {
  const { build } = await import('vite')
  const built = await build({
    root: join(import.meta.dirname, 'editors'),
    configFile: false,
    logLevel: 'error',
    // One copy of Yjs in the page: the editors' bindings recognise its types by their classes.
    resolve: { dedupe: ['yjs'] },
    build: { write: false, chunkSizeWarningLimit: 2_000 },
  })
  const outputs = [built].flat().flatMap((result) => ('output' in result ? result.output : []))
  return new Map(outputs.map((file) => [file.fileName, file.type === 'chunk' ? file.code : file.source]))
}
