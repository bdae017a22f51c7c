const atOnce = 100
const doublings = 20

/**
 * A number whose value is free, in few questions however many are taken: the lowest from 1 to 100, or else one found by doubling
 * and then narrowing down, whose predecessor is taken.
 *
 * @param takenOf which of these numbers, in ascending order and at most a hundred, are taken
 * @returns `undefined` when none up to 100 × 2^20 is free
 */
export async function firstFreeNumber(
  takenOf: (numbers: readonly number[]) => Promise<ReadonlySet<number>>,
): Promise<number | undefined> {
  const [one = 1, ...others] = upTo(atOnce)
  const low = (await firstFreeOf([one], takenOf)) ?? (await firstFreeOf(others, takenOf))
  if (low !== undefined) return low.free
  const doubled = upTo(doublings).map((power) => atOnce * 2 ** power)
  let gap = await firstFreeOf(doubled, takenOf)
  while (gap !== undefined && gap.free - gap.taken > 1) {
    const { taken, free } = gap
    const step = Math.ceil((free - taken) / atOnce)
    const between = upTo(atOnce)
      .map((index) => taken + index * step)
      .filter((number) => number < free)
    const narrower = await firstFreeOf(between, takenOf)
    gap = {
      taken: Math.max(taken, narrower?.taken ?? between.at(-1) ?? taken),
      free: narrower?.free ?? free,
    }
  }
  return gap?.free
}

interface Gap {
  /** The number asked for right before `free`; what the first was asked after is taken too. */
  readonly taken: number
  readonly free: number
}

async function firstFreeOf(
  numbers: readonly number[],
  takenOf: (numbers: readonly number[]) => Promise<ReadonlySet<number>>,
): Promise<Gap | undefined> {
  const taken = await takenOf(numbers)
  const index = numbers.findIndex((number) => !taken.has(number))
  const free = numbers[index]
  return free === undefined ? undefined : { taken: numbers[index - 1] ?? 0, free }
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)
