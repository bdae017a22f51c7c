import Emittery from 'emittery'
import type { Engine } from '../contender.ts'
import type { Payload } from '../handlers.ts'

const payload: Payload = { weight: 1 }
const emitter = new Emittery<Record<string, Payload>>()

export const emittery: Engine = {
  name: 'emittery emitSerial',
  awaiting: 'always',
  prepare(hook, handlers) {
    for (const handler of handlers) emitter.on(hook, ({ data }) => handler(data))
    return () => emitter.emitSerial(hook, payload)
  },
}
