import { setTimeout as delay } from 'node:timers/promises'

/**
 * Lets writers write at a fixed rate, evenly spread, whatever becomes of what they write.
 *
 * @param perSecond of all writers together
 * @param write called with the number of the writer whose turn it is
 */
export async function pace(
  { writers, perSecond, seconds }: { writers: number; perSecond: number; seconds: number },
  write: (writer: number) => void,
): Promise<void> {
  const start = performance.now()
  const count = Math.round(perSecond * seconds)
  for (let next = 0; next < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1)
    while (next < due) write(next++ % writers)
    const wait = start + (next / perSecond) * 1000 - performance.now()
    await delay(Math.max(1, wait))
  }
}
