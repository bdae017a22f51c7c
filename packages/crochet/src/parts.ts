import type { Content } from '@crochet/content'
import type { Hooks } from '@crochet/hooks'
import type { Endpoint, HttpDoor, SignIn } from '@crochet/http'
import type { Jobs } from '@crochet/jobs'
import type { ModuleSet } from '@crochet/modules'
import type { Server } from '@crochet/realtime'
import type { AppConfig, ListenOptions } from './app.ts'
import type { ClassicWorld } from './classic/classic-world.ts'
import { AppError } from './errors.ts'
import type { Log } from './log.ts'
import type { Services } from './services.ts'

/** What an application is made of. The later parts are missing while it boots. */
export interface Parts {
  readonly config: AppConfig
  readonly hooks: Hooks
  readonly log: Log
  readonly services: Services
  readonly endpoints: Endpoint[]
  /** What modules share in the manner of the older kind. */
  readonly classic: ClassicWorld
  modules: ModuleSet | undefined
  content: Content | undefined
  realtime: Server | undefined
  jobs: Jobs | undefined
  /** How requests say who sends them. */
  signIn: SignIn
  /** The HTTP server, from `listen` on. */
  door: HttpDoor | undefined
  /** From `listen` until it is closed. */
  listening: boolean
  /** What was booted and how long it took, for people. */
  report: string
  listen(options: ListenOptions): Promise<{ url: string }>
  close(): Promise<void>
}

/**
 * A part that the caller needs now.
 *
 * @throws AppError `APP_BOOTING` while it is not there yet
 */
export function booted<Name extends 'modules' | 'content' | 'realtime' | 'jobs'>(
  parts: Parts,
  name: Name,
): NonNullable<Parts[Name]> {
  const part = parts[name]
  if (part === undefined) throw new AppError('APP_BOOTING', `The application's ${name} was used while it still boots.`)
  return part
}
