import type { Hooks } from '@crochet/hooks'
import type { Endpoint } from '@crochet/http'
import type { App } from '../app.ts'
import { ownedView } from './owned-view.ts'

/** What hook modules share. */
export interface Shared {
  readonly services: Record<string, unknown>
  readonly endpoints: Endpoint[]
}

/** What one hook module has brought in, so that it can be taken out again. */
export class ModuleSide {
  readonly hooks: Hooks
  readonly services = new Map<string, unknown>()
  readonly endpoints = new Set<Endpoint>()

  constructor(hooks: Hooks) {
    this.hooks = hooks
  }

  /** The parts of the application that note whose they are. `shared` says where they are at the moment. */
  view(shared: () => Shared): Pick<App, 'services' | 'endpoints'> {
    return {
      services: ownedView(() => shared().services, {
        wrote: (key, value) => void this.services.set(key, value),
        removed: (key) => void this.services.delete(key),
      }),
      endpoints: ownedView(() => shared().endpoints, {
        wrote: (key, value) => {
          // Lists that are sorted or cut write what was there before: that stays whose it was.
          const known = shared().endpoints.includes(value as Endpoint)
          if (/^\d+$/.test(key) && !known) this.endpoints.add(value as Endpoint)
        },
      }),
    }
  }

  /** Takes out what is still as the module left it. */
  leave({ services, endpoints }: Shared): void {
    for (const [key, value] of this.services) if (services[key] === value) delete services[key]
    const rest = endpoints.filter((endpoint) => !this.endpoints.has(endpoint))
    endpoints.splice(0, endpoints.length, ...rest)
  }

  /** Puts in what came while that was not in effect yet. */
  enter({ services, endpoints }: Shared): void {
    for (const [key, value] of this.services) services[key] = value
    endpoints.push(...this.endpoints)
  }
}
