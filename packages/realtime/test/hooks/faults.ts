import type { HookName } from '../../src/hooks/hook-points.ts'

/** What a handler that misbehaves is given. */
export interface Deed {
  readonly hook: HookName
  readonly payload: object
  /** Resolves when the handler's deadline has passed. */
  readonly late: Promise<void>
  /** Does what fires the same hook again. */
  readonly again: () => unknown
  /** Runs the hook again by the server's public method for that. */
  readonly hooks: () => Promise<unknown>
}

export interface Fault {
  readonly title: string
  readonly commit: (deed: Deed) => unknown
  /** Whether the handler fails. */
  readonly fails?: true
  /** Whether it throws nothing in particular: in `onRequest` and `onUpgrade` that is no failure. */
  readonly quiet?: true
  /** Whether it takes its deadline to end it. */
  readonly pends?: true
  /** Whether it does what fires its hook again. */
  readonly repeats?: true
  /** Whether it goes round in a circle, which ends with an error in whoever runs the hook. */
  readonly loops?: true
}

/** An object that cannot even be looked at. */
const untouchable = (): object =>
  new Proxy(
    {},
    new Proxy({} as ProxyHandler<object>, {
      get() {
        throw new Error('do not touch')
      },
    }),
  )

const never = new Promise<never>(() => {})

/** Everything that a handler may do wrong. */
export const faults: readonly Fault[] = [
  {
    title: 'throws an Error',
    fails: true,
    commit() {
      throw new Error('broken')
    },
  },
  {
    title: 'throws undefined',
    fails: true,
    quiet: true,
    commit() {
      throw undefined
    },
  },
  {
    title: 'throws a string',
    fails: true,
    quiet: true,
    commit() {
      throw 'text'
    },
  },
  {
    title: 'throws an object that cannot be looked at',
    fails: true,
    quiet: true,
    commit() {
      throw untouchable()
    },
  },
  { title: 'rejects', fails: true, commit: () => Promise.reject(new Error('broken later')) },
  { title: 'rejects with nothing', fails: true, quiet: true, commit: () => Promise.reject() },
  { title: 'never settles', fails: true, pends: true, commit: () => never },
  {
    title: 'resolves after the deadline',
    fails: true,
    pends: true,
    commit: ({ late }) => late.then(() => ({ late: true })),
  },
  {
    title: 'rejects after the deadline',
    fails: true,
    pends: true,
    commit: ({ late }) => late.then(() => Promise.reject(new Error('too late'))),
  },
  {
    title: 'returns a thenable that throws',
    fails: true,
    commit: () => ({
      // oxlint-disable-next-line unicorn/no-thenable
      then() {
        throw new Error('no promise')
      },
    }),
  },
  {
    title: 'returns the wrong shape',
    commit: ({ hook }) => (hook === 'onCreateDocument' ? { gc: 'no', gcFilter: 42, guid: {} } : [42]),
  },
  {
    title: 'returns prototype keys',
    commit: () => JSON.parse('{"__proto__":{"polluted":true},"constructor":1,"prototype":{}}'),
  },
  { title: 'returns bytes that are no update', commit: () => Uint8Array.of(255, 255, 255) },
  { title: 'empties its payload', commit: ({ payload }) => empty(payload) },
  { title: 'overwrites its payload', commit: ({ payload }) => overwrite(payload) },
  { title: 'does what fires it again', repeats: true, loops: true, commit: ({ again }) => again() },
  {
    title: 'does what fires it again, a moment later',
    repeats: true,
    loops: true,
    async commit({ again }) {
      await undefined
      await again()
    },
  },
  { title: 'runs itself again', loops: true, commit: ({ hooks }) => hooks() },
  {
    title: 'runs itself again, a moment later',
    loops: true,
    async commit({ hooks }) {
      await undefined
      await hooks()
    },
  },
]

/** Deletes everything that belongs to a payload, in what it holds, too. The server itself is not part of it. */
function empty(payload: object): void {
  for (const [key, value] of Object.entries(payload)) {
    if (key !== 'instance') clear(value)
    delete (payload as Record<string, unknown>)[key]
  }
}

function overwrite(payload: object): void {
  for (const [key, value] of Object.entries(payload)) {
    if (value instanceof Uint8Array) value.fill(255)
    Object.defineProperty(payload, key, { value: 42, configurable: true })
  }
}

function clear(value: unknown): void {
  if (value instanceof Map) value.clear()
  else if (value instanceof Uint8Array) value.fill(0)
  else if (Array.isArray(value)) value.length = 0
  else if (value instanceof Headers || value instanceof URLSearchParams) {
    for (const name of Array.from(value.keys())) value.delete(name)
  } else if (isRecord(value)) for (const key of Object.keys(value)) delete value[key]
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
