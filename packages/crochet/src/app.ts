import type { AuthApi, Content, User } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import type { Endpoint } from '@crochet/http'
import type { BootReport, LoadedModule, ModuleSettings, Replacement } from '@crochet/modules'
import type { Server } from '@crochet/realtime'
import type { AuthOptions } from './auth/sign-in-of.ts'
import type { ClassicConfig } from './classic/classic-config.ts'
import type { AppJobs } from './jobs/app-jobs.ts'
import type { AppTask, JobsConfig } from './jobs/jobs-config.ts'
import type { CrochetConfig } from './config.ts'
import type { Log } from './log.ts'
import type { Services } from './services.ts'

/** The Local API: the operations of the content engine, as `app.create(…)`, `app.find(…)` and so on. */
export type LocalApi = Pick<
  Content,
  | 'create'
  | 'find'
  | 'findByID'
  | 'findDistinct'
  | 'update'
  | 'delete'
  | 'duplicate'
  | 'count'
  | 'findGlobal'
  | 'updateGlobal'
  | 'findVersions'
  | 'findVersionByID'
  | 'countVersions'
  | 'restoreVersion'
  | 'findGlobalVersions'
  | 'findGlobalVersionByID'
  | 'countGlobalVersions'
  | 'restoreGlobalVersion'
> &
  Pick<AuthApi, 'login' | 'logout' | 'forgotPassword' | 'resetPassword' | 'unlock'> & {
    /** Whose request it is, by cookie, token or API key: `await app.auth(request)`. @returns `{ user: null }` for nobody */
    auth(request: AuthOptions): Promise<{ user: User | null }>
  }

/** The configuration as the application and its modules read it. */
export interface AppConfig extends CrochetConfig, ClassicConfig {
  /** Absolute path of the application's root. */
  readonly appPath: string
  /** Settings of hook modules by name: their defaults under what the configuration says. */
  readonly hook: { settings: Readonly<Record<string, ModuleSettings>> }
  /** Always there, so that hook modules can add tasks: `config.jobs.tasks.push(…)`. */
  jobs: JobsConfig & { tasks: AppTask[] }
}

/** A booted application (spec: product.md, "Public API"). */
export interface App extends LocalApi, AsyncDisposable {
  readonly config: AppConfig
  /** The engine. In a hook module it stamps what is attached with the module's name. */
  readonly hooks: Hooks
  /** Loaded hook modules by name. */
  readonly hook: Readonly<Record<string, LoadedModule>>
  /** What hook modules offer each other. */
  readonly services: Services
  /** Routes below `/api` of your own; more may be pushed until `listen`. */
  readonly endpoints: Endpoint[]
  /** The collaboration server. */
  readonly realtime: Server
  /** The queue: `await app.jobs.queue({ task, input })` is there if and only if the write under way is committed. */
  readonly jobs: AppJobs
  readonly log: Log
  /**
   * Takes in hook modules that have changed on disk while the application runs, together with those that depend on them: no
   * connection is dropped, and a broken change leaves everything as it was. For applications made with `hotSwap`.
   *
   * @param names as under `app.hook`, or of what modules share in ./hooks (`_shared`)
   * @returns what was replaced, added and removed; or that only a restart can take the change in, and why
   * @throws ModuleError `MODULE_NOT_REPLACEABLE`, `MODULE_REFUSED`, or what a boot would say about the module
   */
  replaceModules(...names: string[]): Promise<Replacement>
  /** What was booted, in which order and how long it took, for people. */
  report(): string
  /** The hook modules as plain data: where each came from, what it waited for, how long it took. */
  moduleReport(): BootReport
  /**
   * Opens the port: REST, endpoints, pages from `public/`, and WebSockets at `/collab`.
   *
   * @param options `port` (default 3000; 0 takes a free one), `host` (default 127.0.0.1), `stopOnSignals` (default true:
   *   SIGTERM and SIGINT close the application and end the process)
   * @returns the address, as `http://127.0.0.1:3000`
   * @throws AppError `APP_LISTENING`, `APP_CLOSED`
   */
  listen(options?: ListenOptions): Promise<{ url: string }>
  /** Drains connections, flushes and closes everything, in reverse order of the boot. Idempotent. */
  close(): Promise<void>
}

export interface ListenOptions {
  port?: number
  host?: string
  stopOnSignals?: boolean
}
