import { randomUUID } from 'node:crypto'
import { APIError, createApp, Forbidden, NotFound, type App, type CrochetConfig } from '../../src/index.ts'
import { open, project, silent } from '../project.ts'

/** What one handler of `afterError` was given. */
// oxlint-disable-next-line typescript/no-explicit-any -- payloads are looked at as tests please
export type Told = { readonly at: string; readonly payload: any }

/** An application whose hooks fail as the data asks for, and that notes what `afterError` is told. */
export interface ErrorApp extends AsyncDisposable {
  readonly app: App
  readonly url: string
  readonly told: Told[]
}

/** What a hook throws or returns for `kind`. */
export function fail(kind: unknown): unknown {
  switch (kind) {
    case 'plain':
      throw new Error('Not on Mondays')
    case 'api':
      throw new APIError('I am a teapot', 418, { pot: 1 })
    case 'fault':
      throw new TypeError('secret of the server')
    case 'forbidden':
      throw new Forbidden()
    case 'missing':
      throw new NotFound()
    case 'slow':
      return new Promise(() => {})
    case 'return':
      return 5
    default:
      return undefined
  }
}

const note =
  (told: Told[], at: string) =>
  // oxlint-disable-next-line typescript/no-explicit-any -- as above
  (payload: any): void =>
    void told.push({ at, payload })

const fields = [
  { name: 'title', type: 'text', required: true },
  { name: 'kind', type: 'text' },
] as const

// oxlint-disable-next-line typescript/no-explicit-any -- as above
const byData = { timeout: 20, handler: ({ data }: any) => fail(data.kind) as never }

/** @param more joins the configuration */
export async function errorApp(more: CrochetConfig = {}): Promise<ErrorApp> {
  await using stack = new AsyncDisposableStack()
  const at = stack.use(project())
  const told: Told[] = []
  const [title, kind] = fields
  const config: CrochetConfig = {
    ...at.config,
    collections: [
      {
        slug: 'orders',
        access: open,
        fields: [{ ...title, unique: true }, kind],
        hooks: {
          beforeChange: [byData],
          beforeRead: [({ req }) => fail(req.headers.get('x-kind')) as never],
          afterError: [note(told, 'orders')],
        },
        endpoints: [
          { method: 'get', path: '/fail/:kind', handler: ({ routeParams }) => fail(routeParams['kind']) as never },
        ],
      },
      { slug: 'users', auth: true, access: open, fields: [], hooks: { afterError: [note(told, 'users')] } },
    ],
    globals: [
      {
        slug: 'settings',
        access: { read: open.read, update: open.update },
        fields: [...fields],
        hooks: { beforeChange: [byData] },
      },
    ],
    endpoints: [
      { method: 'get', path: '/fail/:kind', handler: ({ routeParams }) => fail(routeParams['kind']) as never },
      {
        method: 'get',
        path: '/local/:kind',
        async handler({ routeParams }) {
          await app.create({ collection: 'orders', data: order(routeParams['kind']) })
          return new Response()
        },
      },
    ],
    ...more,
    hooks: { afterError: [note(told, 'root')], ...more.hooks },
  }
  const app = stack.use(await createApp(config, { root: at.root, log: silent }))
  await app.create({ collection: 'orders', data: { title: 'taken' } })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const closing = stack.move()
  return { app, url, told, [Symbol.asyncDispose]: () => closing.disposeAsync() }
}

/** Data that makes a write of an order fail. */
export function order(kind: unknown): Record<string, unknown> {
  if (kind === 'invalid') return { kind }
  return { title: kind === 'unique' ? 'taken' : randomUUID(), kind }
}

/** What is answered to each kind when a hook of a write fails with it. */
export const kinds = {
  plain: { status: 400, entry: { code: 'REFUSED_BY_HOOK', message: 'Not on Mondays' }, error: Error },
  api: { status: 418, entry: { code: 'API_ERROR', message: 'I am a teapot', data: { pot: 1 } }, error: APIError },
  fault: { status: 500, entry: { code: 'INTERNAL', message: 'Something went wrong.' }, error: TypeError },
  forbidden: { status: 403, entry: { code: 'FORBIDDEN' }, error: Forbidden },
  missing: { status: 404, entry: { code: 'NOT_FOUND' }, error: NotFound },
  slow: { status: 500, entry: { code: 'HOOK_TIMEOUT', message: 'A hook did not finish in time.' }, error: Error },
  return: {
    status: 500,
    entry: { code: 'HOOK_RETURN', message: 'A hook returned something that cannot be used.' },
    error: Error,
  },
  invalid: { status: 400, entry: { code: 'VALIDATION', path: 'title' }, error: Error },
  unique: { status: 409, entry: { code: 'VALUE_TAKEN', path: 'title' }, error: Error },
} as const

export type Kind = keyof typeof kinds
