import { setTimeout as delay } from 'node:timers/promises'
import type { Meter } from './meter.ts'
import type { Room } from './room.ts'
import type { ServerProcess } from './server-process.ts'

export interface Phase {
  readonly seconds: number
  /** Seconds of processor time that the server took. */
  readonly cpu: number
  /** Share of a core that generating the load took: near 1 it is the load that was slow. */
  readonly generator: number
  /** Calls of the server's idle handlers. */
  readonly calls: number
  readonly sent: number
  readonly delivered: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

/** Measures what happens while `run` runs. */
export async function phase(server: ServerProcess, meter: Meter, run: () => Promise<void>): Promise<Phase> {
  const before = await server.usage()
  const own = process.cpuUsage()
  const start = performance.now()
  meter.clear()
  await run()
  const { delivered, sent, latency } = meter
  const seconds = (performance.now() - start) / 1000
  const { user, system } = process.cpuUsage(own)
  const [p50, p99] = [latency.quantile(0.5), latency.quantile(0.99)]
  const after = await server.usage()
  const generator = (user + system) / 1e6 / seconds
  const calls = after.calls - before.calls
  return { seconds, cpu: after.cpu - before.cpu, generator, calls, sent, delivered, p50, p99 }
}

/** A saturated phase: whoever sees a letter arrive everywhere sends the next. */
export async function saturated(
  { server, meter, rooms }: { server: ServerProcess; meter: Meter; rooms: readonly Room[] },
  { window, seconds }: { window: number; seconds: number },
): Promise<Phase> {
  for (const room of rooms) room.saturate(window)
  await delay(Math.min(1_000, seconds * 500))
  const measured = await phase(server, meter, () => delay(seconds * 1000))
  for (const room of rooms) room.close()
  await drained(rooms)
  return measured
}

/**
 * Waits until everything has arrived everywhere.
 *
 * @throws Error when it has not within a minute
 */
export async function drained(rooms: readonly Room[]): Promise<void> {
  const start = performance.now()
  for (const room of rooms) {
    while (room.missing > 0) {
      if (performance.now() - start > 60_000) throw new Error(`${room.missing} arrivals are missing in "${room.name}"`)
      await delay(2)
    }
  }
}
