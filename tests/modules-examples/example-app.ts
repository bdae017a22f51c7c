import { createApp, type App, type CrochetConfig } from 'crochet'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

process.env['LOG_LEVEL'] ??= 'silent'

export const ada = { email: 'ada@example.org', password: 'correct horse' }

/** A listening application with hook modules, posts that whoever is signed in writes, and accounts. */
export interface ExampleApp extends AsyncDisposable {
  readonly app: App
  readonly root: string
  readonly url: string
  /** A request to the API, signed in if there is a token. @returns status and body */
  ask(method: string, path: string, options?: { data?: object; token?: string }): Promise<{ status: number; body: any }>
  /** Signs Ada in. @returns the token */
  login(): Promise<string>
  /** Runs a command that a module brings, and gives back what it printed. */
  command(module: string, name: string, ...args: string[]): Promise<string>
}

interface Command {
  run(this: unknown, app: App, args: string[]): unknown
}

interface Options {
  readonly config?: CrochetConfig
  /** A folder that stays; default: one of its own that goes with the application. */
  readonly root?: string
}

export async function exampleApp(modules: CrochetConfig['modules'], options: Options = {}): Promise<ExampleApp> {
  await using opening = new AsyncDisposableStack()
  const root = options.root ?? (await mkdtemp(join(tmpdir(), 'crochet-modules-')))
  if (options.root === undefined) opening.defer(() => rm(root, { recursive: true, force: true }))
  const own: CrochetConfig = {
    database: { url: 'file:./data/test.db' },
    collections: [
      {
        slug: 'posts',
        access: { read: ({ req }) => req.user !== null || { secret: { not_equals: true } } },
        fields: [
          { name: 'title', type: 'text' },
          { name: 'body', type: 'textarea' },
          { name: 'secret', type: 'checkbox', defaultValue: false },
        ],
      },
      { slug: 'users', auth: true, fields: [] },
    ],
    realtime: { debounce: 0 },
  }
  const app = opening.use(await createApp({ ...own, ...options.config, modules }, { root }))
  const { totalDocs } = await app.count({ collection: 'users' })
  if (totalDocs === 0) await app.create({ collection: 'users', data: ada })
  const { url } = await app.listen({ port: 0, stopOnSignals: false })
  const open = opening.move()

  return {
    app,
    root,
    url,
    async ask(method, path, { data, token } = {}) {
      const answer = await fetch(`${url}/api${path}`, {
        method,
        headers: {
          ...(data === undefined ? {} : { 'content-type': 'application/json' }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
        ...(data === undefined ? {} : { body: JSON.stringify(data) }),
      })
      return { status: answer.status, body: await answer.json() }
    },
    login: async () => (await app.login({ collection: 'users', data: ada })).token,
    async command(module, name, ...args) {
      const hook = app.hook[module]
      const commands = hook?.['commands'] as Record<string, Command>
      return printedBy(() => commands[name]?.run.call(hook, app, args))
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

/** What is written with `console.log` meanwhile. */
async function printedBy(work: () => unknown): Promise<string> {
  const lines: string[] = []
  const { log } = console
  console.log = (...words) => void lines.push(words.join(' '))
  try {
    await work()
  } finally {
    console.log = log
  }
  return lines.join('\n')
}
