// oxlint-disable unicorn/no-thenable -- odd thenables are what this file is about

/** Things that handlers throw, each with a name for titles. Each is made anew, so that tests can compare by identity. */
export const thrownThings: Record<string, () => unknown> = {
  'an Error': () => new Error('refused'),
  undefined: () => undefined,
  'a string': () => 'refused',
  null: () => null,
  'a symbol': () => Symbol('refused'),
  'a frozen object': () => Object.freeze({ refused: true }),
  'an object without prototype': () => Object.create(null) as unknown,
  'an object whose getters throw': () => ({
    get message(): string {
      throw new Error('message read')
    },
    get then(): unknown {
      throw new Error('then read')
    },
    get toString(): unknown {
      throw new Error('toString read')
    },
  }),
  'an Error whose message is no text': () => Object.assign(new Error('x'), { message: Object.create(null) as string }),
  'an Error whose getters throw': () =>
    Object.defineProperties(new Error('x'), {
      message: {
        get: () => {
          throw new Error('message read')
        },
      },
      name: {
        get: () => {
          throw new Error('name read')
        },
      },
    }),
  'a proxy that refuses everything': () => {
    const refuse = (): never => {
      throw new Error('trap')
    }
    return new Proxy({}, { get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse })
  },
}

/** An object that throws `thrown` when it is asked for its `then`. */
export const unreadable = (thrown: unknown): object =>
  Object.defineProperty({}, 'then', {
    get: () => {
      throw thrown
    },
  })

type Settle = (value?: unknown) => void

/** A thenable that is no promise and does what `then` says with the two callbacks it is given. */
export const thenable = (then: (resolve: Settle, reject: Settle) => void): unknown => ({ then })

/** Thenables that break the rules, and what awaiting them has to give. */
export const oddThenables: Record<string, { make: (value: unknown, thrown: unknown) => unknown; fails: boolean }> = {
  'resolves twice': {
    make: (value) => thenable((resolve) => (resolve(value), resolve('second'))),
    fails: false,
  },
  'resolves, then rejects': {
    make: (value, thrown) => thenable((resolve, reject) => (resolve(value), reject(thrown))),
    fails: false,
  },
  'resolves, then throws': {
    make: (value, thrown) =>
      thenable((resolve) => {
        resolve(value)
        throw thrown
      }),
    fails: false,
  },
  'rejects, then resolves': {
    make: (value, thrown) => thenable((resolve, reject) => (reject(thrown), resolve(value))),
    fails: true,
  },
  'rejects twice': {
    make: (_value, thrown) => thenable((_resolve, reject) => (reject(thrown), reject('second'))),
    fails: true,
  },
  'throws at once': {
    make: (_value, thrown) =>
      thenable(() => {
        throw thrown
      }),
    fails: true,
  },
  'has a `then` getter that throws': {
    make: (_value, thrown) => ({
      get then(): unknown {
        throw thrown
      },
    }),
    fails: true,
  },
  'has a `then` getter that throws the second time': {
    make: (_value, thrown) => {
      let reads = 0
      return {
        get then(): unknown {
          if (++reads > 1) throw thrown
          return () => undefined
        },
      }
    },
    fails: true,
  },
  'is a promise whose `constructor` getter throws': {
    make: (_value, thrown) =>
      Object.defineProperty(Promise.resolve('never seen'), 'constructor', {
        get: () => {
          throw thrown
        },
      }),
    fails: true,
  },
}
