import type { Kind } from '@crochet/hooks'
import type { Handler, Payload } from './rig.ts'

/** A well-behaved handler of the generated tests. The `bail` handler named `b` answers; the others do not. */
export interface Part {
  readonly id: string
  readonly later: boolean
}

const answers: Record<Exclude<Kind, 'around'>, (id: string, payload: Payload) => unknown> = {
  series: () => 'ignored',
  waterfall: (id, { value }) => `${String(value)}>${id}`,
  bail: (id) => (id === 'b' ? 'answer of b' : id === 'a' ? undefined : null),
  merge: (id) => ({ [id]: true, last: id }),
  parallel: (id) => id,
}

/** The handler `part` for a hook point of the kind: it logs when it begins and ends. */
export function handlerOf(kind: Kind, { id, later }: Part): Handler {
  if (kind === 'around') return later ? aroundLater(id) : aroundNow(id)
  const answer = answers[kind]
  if (!later) {
    return (payload) => {
      payload.log.push(`${id} in`, `${id} out`)
      return answer(id, payload)
    }
  }
  return async (payload) => {
    payload.log.push(`${id} in`)
    await Promise.resolve()
    payload.log.push(`${id} out`)
    return answer(id, payload)
  }
}

const aroundLater =
  (id: string): Handler =>
  async (payload, next) => {
    payload.log.push(`${id} in`)
    await Promise.resolve()
    const inner = await next()
    payload.log.push(`${id} out`)
    return `${id}(${String(inner)})`
  }

const aroundNow =
  (id: string): Handler =>
  (payload, next) => {
    payload.log.push(`${id} in`)
    const leave = (inner: unknown): string => {
      payload.log.push(`${id} out`)
      return `${id}(${String(inner)})`
    }
    const inner = next()
    return inner instanceof Promise ? inner.then(leave) : leave(inner)
  }

export interface Expected {
  readonly result: unknown
  readonly log: readonly string[]
  readonly value: unknown
  readonly context: object
  /** Whether the call gives a promise. */
  readonly later: boolean
  /** Ids of the handlers that ran. */
  readonly ran: readonly string[]
}

const unchanged = { value: 'start', context: {} }
const inOrder = (parts: readonly Part[]): string[] => parts.flatMap(({ id }) => [`${id} in`, `${id} out`])

/** What a dispatch of these handlers must give, worked out from the rules of the specification and nothing else. */
export function expected(kind: Kind, parts: readonly Part[]): Expected {
  const ids = parts.map(({ id }) => id)
  const all = { ...unchanged, log: inOrder(parts), later: parts.some(({ later }) => later), ran: ids }
  switch (kind) {
    case 'series':
      return { ...all, result: undefined }
    case 'waterfall': {
      const value = ['start', ...ids].join('>')
      return { ...all, value, result: value }
    }
    case 'bail': {
      const answering = ids.indexOf('b')
      if (answering < 0) return { ...all, result: undefined }
      const run = parts.slice(0, answering + 1)
      const later = run.some((part) => part.later)
      return { ...unchanged, log: inOrder(run), later, ran: run.map(({ id }) => id), result: 'answer of b' }
    }
    case 'merge': {
      const context = Object.fromEntries([...ids.map((id) => [id, true]), ...ids.slice(-1).map((id) => ['last', id])])
      return { ...all, context, result: context }
    }
    case 'parallel': {
      const begun = parts.flatMap(({ id, later }) => (later ? [`${id} in`] : [`${id} in`, `${id} out`]))
      const ended = parts.filter(({ later }) => later).map(({ id }) => `${id} out`)
      return { ...all, log: [...begun, ...ended], result: ids }
    }
    case 'around': {
      const log = [...ids.map((id) => `${id} in`), 'core', ...ids.toReversed().map((id) => `${id} out`)]
      return { ...all, log, result: ids.reduceRight((inner, id) => `${id}(${inner})`, 'core') }
    }
  }
}
