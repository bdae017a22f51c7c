import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { realpathSync, statSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { sep } from 'node:path'
import { HttpError } from './errors.ts'
import { pageHeaders } from './security-headers.ts'

/** Names that a bundler made from the content (`main-B3xk29aQ.js`): what is behind them never changes. */
const hashed = /-[\w-]{8,}\.\w+$/

/**
 * Serves the files of a folder at `/`, `index.html` for a folder. Dot files, links that lead out of the folder and everything
 * that is no file are answered as if they did not exist. Answers carry an ETag and are revalidated; hashed names are kept for good.
 *
 * @throws HttpError `HTTP_PUBLIC_DIR` when there is no such folder
 */
export function staticFiles(app: FastifyInstance, publicDir: string, policy: string): void {
  const root = existingFolder(publicDir)
  const headers = pageHeaders(policy)
  app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => void reply.headers(headers))
    await scope.register(fastifyStatic, {
      root,
      dotfiles: 'ignore',
      index: ['index.html'],
      cacheControl: false,
      decorateReply: false,
      async onFile(path) {
        if (!(await realpath(path)).startsWith(root + sep)) {
          throw new HttpError('HTTP_ROUTE_UNKNOWN', 'There is no such file.')
        }
      },
      setHeaders: (reply, path) =>
        void reply.header('cache-control', hashed.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'),
    })
  })
}

function existingFolder(path: string): string {
  try {
    const real = realpathSync(path)
    if (statSync(real).isDirectory()) return real
  } catch (cause) {
    throw new HttpError('HTTP_PUBLIC_DIR', `The folder ${JSON.stringify(path)} cannot be read.`, { cause })
  }
  throw new HttpError('HTTP_PUBLIC_DIR', `${JSON.stringify(path)} is no folder.`)
}
