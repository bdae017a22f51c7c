import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks'
import type { Services } from '../services.ts'

/** Takes what is ambient now for what is ambient outside of all operations. */
export function outside(): Pick<Services, 'detached' | 'scoped'> {
  // `AsyncLocalStorage.snapshot()` does the same, but makes arrays of arguments at each call.
  const resource = new AsyncResource('crochet')
  return { detached: (run) => resource.runInAsyncScope(run), scoped: endsWithScope(resource) }
}

/** Whether what is entered in a scope is gone after it. With `node --no-async-context-frame` it stays. */
function endsWithScope(resource: AsyncResource): boolean {
  const probe = new AsyncLocalStorage<true>()
  resource.runInAsyncScope(() => probe.enterWith(true))
  return resource.runInAsyncScope(() => probe.getStore()) === undefined
}
