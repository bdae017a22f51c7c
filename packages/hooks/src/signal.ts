const controllers = new WeakMap<object, AbortController>()

function signalOf(payload: object): AbortSignal {
  let controller = controllers.get(payload)
  if (controller === undefined) controllers.set(payload, (controller = new AbortController()))
  return controller.signal
}

/**
 * A payload whose `signal` costs nothing until a handler reads it. Hot paths make their payloads subclasses of this;
 * a plain object is given the same property when it is dispatched with a deadline.
 */
export class HookPayload {
  /** Aborted when the deadline of a handler of this dispatch has passed. */
  get signal(): AbortSignal {
    return signalOf(this)
  }
}

const lazySignal: PropertyDescriptor & ThisType<object> = {
  get() {
    return signalOf(this)
  },
  configurable: true,
  enumerable: false,
}

/** Gives a payload its lazy `signal`, unless it has one or cannot take one. */
export function offerSignal(payload: object): void {
  if (payload instanceof HookPayload) return
  if (!('signal' in payload) && Object.isExtensible(payload)) Object.defineProperty(payload, 'signal', lazySignal)
}

/** Aborts the signal of a payload if anyone has read it; a handler that reads it later gets a fresh one. */
export function abortSignal(payload: object, reason: unknown): void {
  const controller = controllers.get(payload)
  controllers.delete(payload)
  controller?.abort(reason)
}
