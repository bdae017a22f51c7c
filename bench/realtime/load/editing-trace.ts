import { Doc, encodeStateAsUpdate } from 'yjs'
import { textName } from '../wire/letter.ts'

/** A document that somebody has been writing for long. */
export interface EditedDocument {
  /** Its state as one update. */
  readonly state: Uint8Array
  readonly operations: number
  /** Letters that are left. */
  readonly length: number
}

const operations = 260_000
const seed = 20_261_121
/** Means of how many letters are typed, and how many are taken back, in one go. */
const meanTyped = 38.5
const meanDeleted = 16.5

/**
 * Writes a long text letter by letter, as editing traces show people do: typing goes on for a while, then some of it is taken
 * back, then the cursor goes elsewhere, mostly near. Seven of ten operations insert. The same on every machine.
 */
export function editingTrace(): EditedDocument {
  const random = mulberry32(seed)
  const upTo = (mean: number): number => 1 + Math.floor(-Math.log(1 - random()) * (mean - 0.5))
  const document = new Doc()
  document.clientID = 1_500_000_001
  const text = document.getText(textName)
  let cursor = 0
  for (let done = 0; done < operations;) {
    const typed = Math.min(upTo(meanTyped), operations - done)
    for (let i = 0; i < typed; i++) text.insert(cursor++, String.fromCharCode(97 + Math.floor(random() * 26)))
    done += typed
    const deleted = Math.min(upTo(meanDeleted), operations - done, cursor)
    for (let i = 0; i < deleted; i++) text.delete(--cursor, 1)
    done += deleted
    const { length } = text
    const near = Math.round(cursor + (random() - 0.5) * 600)
    if (random() < 0.75) cursor = random() < 0.8 ? Math.min(length, Math.max(0, near)) : Math.floor(random() * length)
  }
  return { state: encodeStateAsUpdate(document), operations, length: text.length }
}

/** A small generator of numbers from 0 to 1 that look random. */
function mulberry32(start: number): () => number {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296
  }
}
