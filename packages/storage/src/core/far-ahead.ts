/**
 * Milliseconds. A lease that ends, or a schedule that has fired, so far in the future was written by a clock that was wrong: leases are
 * shorter, and schedules fire when it is time. It counts as over, so that a clock put right does not leave jobs held for years.
 */
export const farAhead = 2 * 86_400_000
