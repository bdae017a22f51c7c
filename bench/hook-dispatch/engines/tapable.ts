import { AsyncSeriesHook, SyncHook } from 'tapable'
import type { Engine } from '../contender.ts'
import { isAsync } from '../handlers.ts'
import type { Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }

/** tapable decides when a handler is attached whether its promise is awaited: `tap` or `tapPromise`. */
export const tapableAsyncSeries: Engine = {
  name: 'tapable AsyncSeriesHook.promise',
  awaiting: 'always',
  prepare(hook, handlers) {
    const series = new AsyncSeriesHook<[Payload]>(['payload'], hook)
    handlers.forEach((handler, index) => {
      if (isAsync(handler)) series.tapPromise(`${hook} ${index}`, handler as (given: Payload) => Promise<void>)
      else series.tap(`${hook} ${index}`, handler as (given: Payload) => void)
    })
    return () => series.promise(payload)
  },
}

/** Cannot take asynchronous handlers: for information, not a peer. */
export const tapableSync: Engine = {
  name: 'tapable SyncHook (sync only)',
  awaiting: 'promises',
  isSyncOnly: true,
  prepare(hook, handlers) {
    const sync = new SyncHook<[Payload]>(['payload'], hook)
    handlers.forEach((handler, index) => sync.tap(`${hook} ${index}`, handler as (given: Payload) => void))
    return () => sync.call(payload)
  },
}
