/** Frames that an error keeps: the ten of V8's default would be the engine's own and those of handlers around this one. */
const frames = 40

/**
 * Makes an error that keeps more frames than others do: a hook point is called from deep inside, through handlers of other
 * points, and who called it is what the reader looks for. For errors only, never on a dispatch that succeeds.
 */
export function withLongStack<T>(make: () => T): T {
  const host = Error as unknown as { stackTraceLimit?: number }
  const before = host.stackTraceLimit
  // 0 turns stacks off, and hosts without V8 have no limit to lift.
  if (before === undefined || before === 0 || before >= frames) return make()
  host.stackTraceLimit = frames
  try {
    return make()
  } finally {
    host.stackTraceLimit = before
  }
}
