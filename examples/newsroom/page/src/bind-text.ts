import type { Map as YMap, Text, YTextEvent } from 'yjs'

interface Bound {
  /** The text as it is now: another one may take its place. */
  readonly text: () => Text
  /** The row that it is in. */
  readonly map: YMap<unknown>
}

/** Keeps a single-line input and a Yjs text the same; the cursor stays at its letter. @returns what ends that */
export function bindText(input: HTMLInputElement, { text: current, map }: Bound): () => void {
  let text = current()

  const write = (): void => {
    const [before, after] = [text.toString(), input.value]
    if (before === after) return
    const shortest = Math.min(before.length, after.length)
    // Of the same letters in a row, the one at the cursor is meant.
    const cursor = input.selectionEnd ?? after.length
    let end = 0
    while (end < shortest && end < after.length - cursor && before.at(-1 - end) === after.at(-1 - end)) end++
    let start = 0
    while (start < shortest - end && before[start] === after[start]) start++
    text.doc?.transact(() => {
      text.delete(start, before.length - end - start)
      text.insert(start, after.slice(start, after.length - end))
    }, input)
  }
  const show = ({ delta, transaction }: YTextEvent): void => {
    if (transaction.origin === input) return
    const [from, to] = [input.selectionStart ?? 0, input.selectionEnd ?? 0].map((place) => moved(place, delta))
    input.value = text.toString()
    // Setting the selection of an input takes the focus in some browsers.
    if (input.matches(':focus')) input.setSelectionRange(from ?? 0, to ?? 0)
  }
  const follow = (): void => {
    const next = current()
    if (next === text) return
    text.unobserve(show)
    text = next
    text.observe(show)
    input.value = text.toString()
  }
  input.addEventListener('input', write)
  text.observe(show)
  map.observe(follow)
  input.value = text.toString()
  return () => {
    text.unobserve(show)
    map.unobserve(follow)
  }
}

/** Where a place is after a change. */
function moved(place: number, delta: YTextEvent['delta']): number {
  let [at, result] = [0, place]
  for (const { retain = 0, insert, delete: gone = 0 } of delta) {
    if (at > result) break
    if (typeof insert === 'string') {
      if (at < result) result += insert.length
      at += insert.length
    } else if (gone > 0) result -= Math.min(gone, Math.max(0, result - at))
    else at += retain
  }
  return result
}
