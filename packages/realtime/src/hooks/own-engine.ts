import { AsyncLocalStorage } from 'node:async_hooks'
import { channel } from 'node:diagnostics_channel'
import { createHooks, type Hooks } from '@crochet/hooks'
import type { Clock } from '@crochet/storage'
import type { Log } from '../log.ts'

/** The engine of a server that is not part of an application: what observers fail with is logged. */
export const ownEngine = (log: Log): Hooks =>
  createHooks({
    scope: new AsyncLocalStorage(),
    channel: channel('crochet:hook'),
    report: (error) => log.error({ hook: error.hook, handler: error.handler, error }, error.message),
    slow: ({ hook, handler, limit }) => log.warn({ hook, handler, limit }, 'a handler has used half of its time'),
  })

/** A clock whose timers run outside of the operation that sets them. */
export const stillClock = (clock: Clock, detached: <R>(run: () => R) => R): Clock => ({
  now: () => clock.now(),
  after: (milliseconds, run) => clock.after(milliseconds, () => detached(run)),
})
