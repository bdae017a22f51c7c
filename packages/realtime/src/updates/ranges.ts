/**
 * Ranges of clocks as pairs in one flat array: a clock, and where the range ends (exclusive). In normal form they ascend and
 * none touch, which is how Yjs writes a delete set.
 */
export type Ranges = readonly number[]

/** @returns the same ranges in normal form; the same array if it is in it already */
export function normalise(ranges: Ranges): Ranges {
  for (let at = 2; at < ranges.length; at += 2) {
    if (Number(ranges[at]) <= Number(ranges[at - 1])) return sortedUnion(ranges)
  }
  return ranges
}

/** @returns what is in one or the other; both in normal form, and so is the result */
export function union(left: Ranges, right: Ranges): number[] {
  const result: number[] = []
  let l = 0
  let r = 0
  while (l < left.length || r < right.length) {
    const takeLeft = r >= right.length || Number(left[l]) <= Number(right[r])
    const from = takeLeft ? left : right
    const at = takeLeft ? l : r
    append(result, Number(from[at]), Number(from[at + 1]))
    if (takeLeft) l += 2
    else r += 2
  }
  return result
}

/** @returns what is in `ranges` and not in `known`, both in normal form; `ranges` itself if that is all of it */
export function without(ranges: Ranges, known: Ranges): Ranges {
  if (known.length === 0) return ranges
  const result: number[] = []
  let changed = false
  let k = firstEndingAfter(known, Number(ranges[0]))
  for (let at = 0; at < ranges.length; at += 2) {
    let start = Number(ranges[at])
    const end = Number(ranges[at + 1])
    while (k < known.length && Number(known[k + 1]) <= start) k += 2
    for (let over = k; over < known.length && Number(known[over]) < end; over += 2) {
      changed = true
      if (Number(known[over]) > start) result.push(start, Number(known[over]))
      start = Math.max(start, Number(known[over + 1]))
    }
    if (start < end) result.push(start, end)
  }
  return changed ? result : ranges
}

/** Adds one range in place to ranges in normal form, which they stay. */
export function insert(ranges: number[], start: number, end: number): void {
  if (ranges.length === 0 || start > Number(ranges.at(-1))) {
    ranges.push(start, end)
    return
  }
  const first = firstEndingAfter(ranges, start - 1)
  let behind = first
  let from = start
  let to = end
  while (behind < ranges.length && Number(ranges[behind]) <= end) {
    from = Math.min(from, Number(ranges[behind]))
    to = Math.max(to, Number(ranges[behind + 1]))
    behind += 2
  }
  if (behind === first + 2) {
    ranges[first] = from
    ranges[first + 1] = to
  } else {
    ranges.splice(first, behind - first, from, to)
  }
}

/** @returns where the first range stands that ends after `clock` */
export function firstEndingAfter(ranges: Ranges, clock: number): number {
  let low = 0
  let high = ranges.length / 2
  while (low < high) {
    const middle = (low + high) >>> 1
    if (Number(ranges[2 * middle + 1]) > clock) high = middle
    else low = middle + 1
  }
  return 2 * low
}

function sortedUnion(ranges: Ranges): number[] {
  const starts: number[] = []
  for (let at = 0; at < ranges.length; at += 2) starts.push(at)
  starts.sort((left, right) => Number(ranges[left]) - Number(ranges[right]))
  const result: number[] = []
  for (const at of starts) append(result, Number(ranges[at]), Number(ranges[at + 1]))
  return result
}

/** Adds a range that starts no earlier than the last one. */
function append(ranges: number[], start: number, end: number): void {
  const last = ranges.at(-1)
  if (last === undefined || start > last) ranges.push(start, end)
  else if (end > last) ranges[ranges.length - 1] = end
}
