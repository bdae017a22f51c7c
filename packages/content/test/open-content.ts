import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createHooks, type Clock, type HookError, type Hooks } from '@crochet/hooks'
import { openStorage, type Clock as Timers, type Documents, type Storage } from '@crochet/storage'
import { createContent, type Content, type ContentConfig, type MailPort } from '../src/index.ts'

export interface Opened extends AsyncDisposable {
  readonly content: Content
  readonly engine: Hooks
  readonly storage: Storage
  /** Address of the database, to open it a second time. */
  readonly url: string
  /** Names of the hook points that have fired, in order, since the last call. */
  fired(): string[]
  readonly warnings: unknown[]
}

interface OpenOptions {
  readonly mail?: MailPort
  readonly clock?: Clock
  readonly timers?: Timers
  /** The time of the wall: of `createdAt` and `updatedAt`, of sessions and of delays. */
  readonly now?: () => Date
  readonly wrap?: (documents: Documents) => Documents
  /** `false`: no hook point has a handler that the test has not given it. */
  readonly record?: boolean
  /** Another storage than SQLite. */
  readonly url?: string
}

/** Content on a real SQLite file in a folder of its own, wired as the application wires it. */
export async function openContent(config: ContentConfig, options: OpenOptions = {}): Promise<Opened> {
  const folder = await mkdtemp(join(tmpdir(), 'crochet-content-'))
  const url = options.url ?? `file:${join(folder, 'test.db')}`
  const storage = await openStorage(url)
  const warnings: unknown[] = []
  const engine = createHooks({
    scope: new AsyncLocalStorage(),
    report: (error: HookError) => void content.reportError(error),
    slow: () => undefined,
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  })
  const log = {
    warn: (about: object) => void warnings.push(about),
    error: (about: object) => void warnings.push(about),
  }
  const content: Content = await createContent({
    ...config,
    engine,
    storage: options.wrap === undefined ? storage : { documents: options.wrap(storage.documents) },
    log,
    mail: options.mail,
    ...(options.timers === undefined ? {} : { clock: options.timers }),
    ...(options.now === undefined ? {} : { now: options.now }),
  })
  await content.migrate()
  const fired = options.record === false ? [] : recordAll(engine)
  return {
    content,
    engine,
    storage,
    url,
    warnings,
    fired: () => fired.splice(0),
    async [Symbol.asyncDispose]() {
      await storage.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** Attaches an observer to every hook point there is, so that a trace also shows what did not fire. */
function recordAll(engine: Hooks): string[] {
  const fired: string[] = []
  const on = engine.on.bind(engine) as unknown as (name: string, handler: object) => void
  for (const name of engine.names()) on(name, { stage: 'early', handler: () => void fired.push(name) })
  return fired
}

/** Lets a test say when something has happened. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { opened: promise, open: () => resolve() }
}

/** Everyone may do everything. */
export const open = { create: () => true, read: () => true, update: () => true, delete: () => true }
