import { Application } from '../application.ts'
import type { ClassicWorld } from './classic-world.ts'

type Listener = (...about: unknown[]) => void

/**
 * The application as hook modules see it: what everybody does, and what modules of the older kind expect of their `strapi`.
 * The latter is in no type: new modules have better places for all of it.
 *
 * @see spec/modules.md, "Published modules of the older kind"
 */
export class ClassicApplication extends Application {
  readonly models: ClassicWorld['models']
  readonly groups: ClassicWorld['groups']
  readonly plugins: ClassicWorld['plugins']
  readonly api: ClassicWorld['api']
  readonly admin: ClassicWorld['admin']
  readonly connections: ClassicWorld['connections']
  readonly #world: ClassicWorld

  constructor(...seen: ConstructorParameters<typeof Application>) {
    super(...seen)
    const world = seen[0].classic
    this.#world = world
    this.models = world.models
    this.groups = world.groups
    this.plugins = world.plugins
    this.api = world.api
    this.admin = world.admin
    this.connections = world.connections
  }

  get app(): object {
    return this.#world.app
  }

  set app(app: object) {
    this.#world.app = app
  }

  readonly stop = (code = 1): void => this.#world.stop(code)

  /** Events of the older kind: `hook:<name>:loaded`, `hook:<name>:error`, and those that modules send each other. */
  readonly on = (event: string, listener: Listener): this => {
    this.#world.events.on(event, listener)
    return this
  }

  readonly once = (event: string, listener: Listener): this => {
    this.#world.events.once(event, listener)
    return this
  }

  readonly off = (event: string, listener: Listener): this => {
    this.#world.events.off(event, listener)
    return this
  }

  readonly emit = (event: string, ...about: unknown[]): boolean => this.#world.events.emit(event, ...about)
}
