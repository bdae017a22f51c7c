/**
 * The time of a change, as it is stored: later than that of the change before, even within a millisecond or when the clock was set
 * back. So each state of a document has an `updatedAt` of its own.
 *
 * @param previous `updatedAt` as stored; anything else where there is none
 */
export function nextTime(now: Date, previous: unknown): string {
  const time = now.getTime()
  const before = typeof previous === 'string' ? Date.parse(previous) : Number.NaN
  return new Date(time <= before ? before + 1 : time).toISOString()
}
