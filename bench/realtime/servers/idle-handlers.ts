interface IdleExtension {
  onChange(): Promise<void>
  beforeHandleMessage(): Promise<void>
}

/** Counts the calls of all handlers, so that it can be checked that they were called. */
export const calls = { total: 0 }

/** Extensions whose handlers do nothing. */
export function idleHandlers(count: number): IdleExtension[] {
  return Array.from({ length: count }, () => ({
    onChange: async () => {
      calls.total++
    },
    beforeHandleMessage: async () => {
      calls.total++
    },
  }))
}
