/** How fast something can be done again and again. */
export interface Rate {
  readonly perSecond: number
  /** Microseconds for one. */
  readonly each: number
}

interface Load {
  readonly seconds: number
  /** How many `run` does in one call. */
  readonly count?: number
}

/** Does it for some time to warm up, then for as long as asked for. @param run is told which time it is, from 0 */
export async function rate({ seconds, count = 1 }: Load, run: (time: number) => unknown): Promise<Rate> {
  let time = 0
  const during = async (milliseconds: number): Promise<number> => {
    const start = performance.now()
    const first = time
    while (performance.now() - start < milliseconds) await run(time++)
    return (performance.now() - start) / ((time - first) * count)
  }
  await during(Math.min(1_000, seconds * 400))
  const each = await during(seconds * 1_000)
  return { perSecond: 1_000 / each, each: each * 1_000 }
}

/** Milliseconds that it takes once. */
export async function timed(run: () => unknown): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}
