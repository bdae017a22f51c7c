import * as Y from 'yjs'

/** Clocks from `from` up to, not including, `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** By Yjs client id; sorted and without neighbours that touch. */
export type Ranges = ReadonlyMap<number, readonly Range[]>

/** What an update brings. */
export interface Parts {
  readonly structs: Ranges
  readonly deletions: Ranges
}

/** @param update an update in the first encoding of Yjs */
export function partsOf(update: Uint8Array): Parts {
  return toParts(Y.decodeUpdate(update))
}

/** The structs that a document keeps aside because something before them is missing. */
export function pendingParts(document: Y.Doc): Parts {
  const pending = document.store.pendingStructs
  return pending === null ? { structs: new Map(), deletions: new Map() } : toParts(Y.decodeUpdateV2(pending.update))
}

/** The structs that a document has at all: as part of its content, or kept aside. An edit may be in both, a part in each. */
export function structsOf(document: Y.Doc): Ranges {
  const found = new Map([...pendingParts(document).structs].map(([client, ranges]) => [client, [...ranges]]))
  for (const [client, to] of Y.decodeStateVector(Y.encodeStateVector(document))) add(found, client, { from: 0, to })
  return joined(found)
}

/** Whether all of `wanted` is in `ranges`. */
export function covers(ranges: Ranges, client: number, wanted: Range): boolean {
  return ranges.get(client)?.some(({ from, to }) => from <= wanted.from && wanted.to <= to) ?? false
}

export function coversAll(ranges: Ranges, wanted: Ranges): boolean {
  return [...wanted].every(([client, parts]) => parts.every((range) => covers(ranges, client, range)))
}

function toParts({ structs, ds }: ReturnType<typeof Y.decodeUpdate>): Parts {
  const found = new Map<number, Range[]>()
  for (const struct of structs) {
    if (struct instanceof Y.Skip) continue
    const { client, clock } = struct.id
    add(found, client, { from: clock, to: clock + struct.length })
  }
  const deletions = new Map<number, Range[]>()
  for (const [client, items] of ds.clients) {
    for (const { clock, len } of items) add(deletions, client, { from: clock, to: clock + len })
  }
  return { structs: joined(found), deletions: joined(deletions) }
}

function add(ranges: Map<number, Range[]>, client: number, range: Range): void {
  const known = ranges.get(client)
  if (known === undefined) ranges.set(client, [range])
  else known.push(range)
}

function joined(ranges: Map<number, Range[]>): Ranges {
  const result = new Map<number, Range[]>()
  for (const [client, parts] of ranges) {
    const sorted = parts.toSorted((one, other) => one.from - other.from)
    const merged: Range[] = []
    for (const range of sorted) {
      const last = merged.at(-1)
      if (last !== undefined && range.from <= last.to) {
        merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, range.to) }
      } else merged.push(range)
    }
    result.set(client, merged)
  }
  return result
}
