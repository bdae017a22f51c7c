import { hooks, middleware, type AsyncMiddleware } from '@feathersjs/hooks'
import type { Engine } from '../contender.ts'
import { isAsync, type Handler, type Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }

/** Feathers wraps a method in middleware; what is wrapped here does nothing. */
export const feathers: Engine = {
  name: '@feathersjs/hooks',
  awaiting: 'always',
  prepare(_hook, handlers) {
    const wrapped = hooks(async (_given: Payload) => {}, middleware(handlers.map(toMiddleware)))
    return () => wrapped(payload)
  },
}

function toMiddleware(handler: Handler): AsyncMiddleware {
  if (isAsync(handler)) {
    return async (context, next) => {
      await handler(context.arguments[0] as Payload)
      await next()
    }
  }
  return (context, next) => {
    void handler(context.arguments[0] as Payload)
    return next()
  }
}
