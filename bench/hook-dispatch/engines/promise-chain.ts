import type { Engine } from '../contender.ts'
import type { Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }

/**
 * The dispatch of Hocuspocus, written from its description: one promise chain made by `reduce`, to which each handler adds a
 * `then` that runs it and a `catch` that logs and rethrows.
 */
export const promiseChain: Engine = {
  name: 'promise chain (as in Hocuspocus)',
  awaiting: 'always',
  prepare: (hook, handlers) => () =>
    handlers.reduce<Promise<unknown>>(
      (chain, handler) =>
        chain
          .then(() => handler(payload))
          .catch((error: unknown) => {
            console.error(`[${hook}]`, error)
            throw error
          }),
      Promise.resolve(),
    ),
}
