import type { Engine } from '../contender.ts'
import type { Handler, Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }

/** A loop that ignores what handlers return: the floor for synchronous ones. */
export const bareLoop: Engine = {
  name: 'bare loop, not awaited',
  awaiting: 'promises',
  prepare: (_hook, handlers) => () => runAll(handlers, payload),
}

function runAll(handlers: readonly Handler[], given: Payload): void {
  for (let index = 0; index < handlers.length; index++) (handlers[index] as Handler)(given)
}

/** An async function that awaits every handler: the floor for asynchronous ones. */
export const awaitedLoop: Engine = {
  name: 'bare loop, each awaited',
  awaiting: 'always',
  prepare: (_hook, handlers) => () => awaitAll(handlers, payload),
}

async function awaitAll(handlers: readonly Handler[], given: Payload): Promise<void> {
  for (let index = 0; index < handlers.length; index++) await (handlers[index] as Handler)(given)
}

/** An async function that awaits what is a promise. */
export const thenablesLoop: Engine = {
  name: 'bare loop, promises awaited',
  awaiting: 'always',
  prepare: (_hook, handlers) => () => awaitThenables(handlers, payload),
}

async function awaitThenables(handlers: readonly Handler[], given: Payload): Promise<void> {
  for (let index = 0; index < handlers.length; index++) {
    const result = (handlers[index] as Handler)(given)
    if (result !== undefined && typeof result.then === 'function') await result
  }
}
