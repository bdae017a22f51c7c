import { createHooks, HookableCore } from 'hookable'
import type { Engine } from '../contender.ts'
import type { Handler, Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }

const full = createHooks<Record<string, Handler>>()
const core = new HookableCore<Record<string, Handler>>()

export const hookableCallHook: Engine = {
  name: 'hookable callHook',
  awaiting: 'promises',
  prepare(hook, handlers) {
    for (const handler of handlers) full.hook(hook, handler)
    return () => full.callHook(hook, payload)
  },
}

export const hookableCore: Engine = {
  name: 'hookable HookableCore',
  awaiting: 'promises',
  prepare(hook, handlers) {
    for (const handler of handlers) core.hook(hook, handler)
    return () => core.callHook(hook, payload)
  },
}
