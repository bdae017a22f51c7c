/** A stretch of one list that another list has something else for. Ends are exclusive; either side may be empty. */
export interface Hunk {
  readonly fromStart: number
  readonly fromEnd: number
  readonly toStart: number
  readonly toEnd: number
}

type Key = string | number

/** Above so many differences the smallest edit is no longer searched for: it costs their square. */
const mostDifferences = 400

/**
 * What to replace in `from` so that it becomes `to`: Myers' algorithm; where the two differ too much, items that both have just
 * once hold the pieces together (patience).
 *
 * @returns ascending, and none touch
 */
export function diffLists(from: readonly Key[], to: readonly Key[]): Hunk[] {
  const hunks: Hunk[] = []
  diffWithin({ from, to, hunks }, { fromStart: 0, fromEnd: from.length, toStart: 0, toEnd: to.length })
  return hunks
}

interface Diffing {
  readonly from: readonly Key[]
  readonly to: readonly Key[]
  readonly hunks: Hunk[]
}

function diffWithin(diffing: Diffing, whole: Hunk): void {
  const { hunks } = diffing
  const range = trim(diffing, whole)
  if (range.fromStart === range.fromEnd && range.toStart === range.toEnd) return
  if (range.fromStart === range.fromEnd || range.toStart === range.toEnd) return void hunks.push(range)
  const found = shortest(diffing, range)
  if (found !== undefined) return void hunks.push(...found)
  const anchors = anchorsIn(diffing, range)
  if (anchors.length === 0) return void hunks.push(range)
  let { fromStart, toStart } = range
  for (const [fromAt, toAt] of anchors) {
    diffWithin(diffing, { fromStart, fromEnd: fromAt, toStart, toEnd: toAt })
    fromStart = fromAt + 1
    toStart = toAt + 1
  }
  diffWithin(diffing, { fromStart, fromEnd: range.fromEnd, toStart, toEnd: range.toEnd })
}

function trim({ from, to }: Diffing, range: Hunk): Hunk {
  let { fromStart, fromEnd, toStart, toEnd } = range
  while (fromStart < fromEnd && toStart < toEnd && from[fromStart] === to[toStart]) {
    fromStart++
    toStart++
  }
  while (fromStart < fromEnd && toStart < toEnd && from[fromEnd - 1] === to[toEnd - 1]) {
    fromEnd--
    toEnd--
  }
  return { fromStart, fromEnd, toStart, toEnd }
}

/** Myers, "An O(ND) Difference Algorithm" (1986). @returns nothing when there are too many differences */
function shortest({ from, to }: Diffing, range: Hunk): Hunk[] | undefined {
  const { fromStart, toStart } = range
  const width = range.fromEnd - fromStart
  const height = range.toEnd - toStart
  const most = Math.min(width + height, mostDifferences)
  /** How far each diagonal gets, by the number of differences; diagonal `k` stands at `k + most + 1`. */
  const trace: Int32Array[] = []
  const reach = new Int32Array(2 * most + 3)
  for (let differences = 0; differences <= most; differences++) {
    for (let k = -differences; k <= differences; k += 2) {
      const at = k + most + 1
      const down = k === -differences || (k !== differences && Number(reach[at - 1]) < Number(reach[at + 1]))
      let x = down ? Number(reach[at + 1]) : Number(reach[at - 1]) + 1
      while (x < width && x - k < height && from[fromStart + x] === to[toStart + x - k]) x++
      reach[at] = x
      if (x >= width && x - k >= height) return retrace([...trace, reach], range, most)
    }
    trace.push(reach.slice())
  }
  return undefined
}

/** Walks back from the end, and gathers what was replaced on the way. */
function retrace(trace: readonly Int32Array[], range: Hunk, most: number): Hunk[] {
  const hunks: Hunk[] = []
  let x = range.fromEnd - range.fromStart
  let y = range.toEnd - range.toStart
  let open: { fromEnd: number; toEnd: number } | undefined
  const close = (): void => {
    if (open === undefined) return
    const { fromStart, toStart } = range
    hunks.push({
      fromStart: fromStart + x,
      fromEnd: fromStart + open.fromEnd,
      toStart: toStart + y,
      toEnd: toStart + open.toEnd,
    })
    open = undefined
  }
  for (let differences = trace.length - 1; differences > 0; differences--) {
    const reach = trace[differences - 1] ?? new Int32Array()
    const k = x - y
    const at = k + most + 1
    const down = k === -differences || (k !== differences && Number(reach[at - 1]) < Number(reach[at + 1]))
    const endX = down ? Number(reach[at + 1]) : Number(reach[at - 1]) + 1
    if (endX < x) {
      close()
      y -= x - endX
      x = endX
    }
    open ??= { fromEnd: x, toEnd: y }
    if (down) y--
    else x--
  }
  close()
  return hunks.toReversed()
}

/** Items that occur once on both sides, as many as stand in the same order: pairs of places, ascending. */
function anchorsIn({ from, to }: Diffing, range: Hunk): [number, number][] {
  const inFrom = placesOfSingles(from, range.fromStart, range.fromEnd)
  const inTo = placesOfSingles(to, range.toStart, range.toEnd)
  const pairs: [number, number][] = []
  for (const [key, fromAt] of inFrom) {
    const toAt = inTo.get(key)
    if (toAt !== undefined) pairs.push([fromAt, toAt])
  }
  return longestRise(pairs.map(([, toAt]) => toAt)).map((index) => pairs[index] ?? [0, 0])
}

function placesOfSingles(list: readonly Key[], start: number, end: number): Map<Key, number> {
  const places = new Map<Key, number>()
  const repeated = new Set<Key>()
  for (let at = start; at < end; at++) {
    const key = list[at] ?? ''
    if (places.has(key)) repeated.add(key)
    else places.set(key, at)
  }
  for (const key of repeated) places.delete(key)
  return places
}

/** @returns the indexes of a longest ascending part of a list of numbers that are all different */
export function longestRise(numbers: readonly number[]): number[] {
  const before: number[] = []
  const ends: number[] = []
  for (const [index, number] of numbers.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (Number(numbers[Number(ends[middle])]) < number) low = middle + 1
      else high = middle
    }
    before[index] = low === 0 ? -1 : Number(ends[low - 1])
    ends[low] = index
  }
  const rise: number[] = []
  for (let index = ends.at(-1) ?? -1; index >= 0; index = Number(before[index])) rise.push(index)
  return rise.toReversed()
}
