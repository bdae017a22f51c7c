import type { FastifyInstance, RouteOptions } from 'fastify'
import { HttpError } from './errors.ts'

interface KnownPath {
  readonly url: string
  readonly methods: Set<string>
  readonly config: RouteOptions['config']
}

/** Knows which methods each path has, so that the others can be refused with 405 instead of 404. */
export class RouteTable {
  readonly #paths = new Map<string, KnownPath>()

  /** Follows every route that is added to `app` from now on. */
  follow(app: FastifyInstance): void {
    app.addHook('onRoute', (route) => {
      // What is only for some requests says nothing about the others.
      if (route.constraints !== undefined) return
      const key = withoutNames(route.url)
      let known = this.#paths.get(key)
      if (known === undefined)
        this.#paths.set(key, (known = { url: route.url, methods: new Set(), config: route.config }))
      for (const method of [route.method].flat()) known.methods.add(method)
    })
  }

  has(method: string, url: string): boolean {
    return this.#paths.get(withoutNames(url))?.methods.has(method) ?? false
  }

  /** Answers all other methods of all paths with 405 and `Allow` (RFC 9110, 15.5.6). To be called when all routes are known. */
  refuseOtherMethods(app: FastifyInstance): void {
    for (const { url, methods, config } of this.#paths.values()) {
      const others = app.supportedMethods.filter((method) => !methods.has(method))
      const allow = [...methods].toSorted().join(', ')
      if (others.length === 0) continue
      app.route({
        method: others,
        url,
        ...(config !== undefined && { config }),
        onRequest: async (request, reply) => {
          reply.header('allow', allow)
          throw new HttpError('HTTP_METHOD_NOT_ALLOWED', `${request.method} is not possible here.`, {
            data: { allowed: allow.split(', ') },
          })
        },
        handler: () => undefined,
      })
    }
  }
}

/** Answers everything below `prefix` that no route takes with 404, before files are looked for or a body is read. */
export function refuseUnknownBelow(app: FastifyInstance, prefix: string): void {
  app.all(`${prefix}/*`, {
    onRequest: async () => {
      throw new HttpError('HTTP_ROUTE_UNKNOWN', 'There is nothing at this path.')
    },
    handler: () => undefined,
  })
}

/** Paths that differ in the names of their parameters only are one path to the router. */
const withoutNames = (url: string): string => url.replaceAll(/:[A-Za-z_]\w*/g, ':')
