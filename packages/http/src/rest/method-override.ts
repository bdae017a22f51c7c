import type { FastifyRequest, FastifyServerOptions } from 'fastify'
import { HttpError } from '../errors.ts'
import { parseQueryString, parseQueryText, type QueryTree } from './query-string.ts'

const names = ['x-http-method-override', 'x-payload-http-method-override'] as const

/** What a request says that its method really is. */
const said = (headers: FastifyRequest['raw']['headers']): string | undefined => {
  const value = headers[names[0]] ?? headers[names[1]]
  return typeof value === 'string' ? value.toUpperCase() : undefined
}

type Constraints = NonNullable<NonNullable<FastifyServerOptions['routerOptions']>['constraints']>

/** Lets the router tell requests that say so from others at the same path. */
export const overrideConstraint: Constraints = {
  override: {
    name: 'override',
    // No value is no constraint, which the type leaves out.
    deriveConstraint: (request) => said(request.headers) as string,
    validate: () => undefined,
    storage() {
      const handlers = new Map<unknown, never>()
      return {
        get: (key) => handlers.get(key) ?? null,
        set: (key, handler) => void handlers.set(key, handler as never),
      }
    },
  },
}

/** Options of a route that is for such requests only. */
export const overriding = { constraints: { override: 'GET' } } as const

/** @returns HttpError `HTTP_OVERRIDE` for anything but a POST that wants to be a GET: nobody changes what a method may do */
export function overrideProblem({ method, headers }: FastifyRequest): HttpError | undefined {
  const wanted = said(headers)
  if (wanted === undefined || (method === 'POST' && wanted === 'GET')) return undefined
  return new HttpError('HTTP_OVERRIDE', `${method} cannot stand for ${wanted.slice(0, 20)}.`)
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

/** @throws HttpError `HTTP_QUERY_SHAPE` */
export function decodeForm(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new HttpError('HTTP_QUERY_SHAPE', 'The form is not text in UTF-8.', { cause })
  }
}

/**
 * The query of such a request: the body, a form in the notation of a query string or a JSON object, and what the address has besides.
 *
 * @throws HttpError `HTTP_QUERY_SHAPE`, `HTTP_QUERY_TWICE`, `HTTP_QUERY_LIMIT`
 */
export function readOverride({ url, body }: FastifyRequest): QueryTree {
  const inAddress = parseQueryString(url)
  if (body === undefined) return inAddress
  const inBody = typeof body === 'string' ? parseQueryText(body) : body
  if (typeof inBody !== 'object' || inBody === null || Array.isArray(inBody)) {
    throw new HttpError('HTTP_QUERY_SHAPE', 'The body must be an object with the parameters of the query.')
  }
  for (const name of Object.keys(inBody)) {
    if (!Object.hasOwn(inAddress, name)) continue
    throw new HttpError('HTTP_QUERY_TWICE', `The parameter "${name}" is given in the address and in the body.`, {
      path: name,
    })
  }
  return Object.assign(Object.create(null) as Record<string, unknown>, inAddress, inBody)
}
