import * as Y from 'yjs'
import { diffText, type TextEdit } from '../text/diff-text.ts'
import { rebaseEdits } from '../text/rebase-edits.ts'
import type { SharedMapping } from './live-field.ts'

/** Fields with plain text: a `Y.Text`. A field without a value, and one with an empty text, are the same there. */
export const mapText: SharedMapping<Y.Text> = {
  is: 'shared',
  holds: 'a text (Y.Text)',
  type: Y.Text,
  normal: (_, value) => textOf(value) || null,
  read: (_, held) => held.toString() || null,
  edit(_, held, { from, to }) {
    const [before, after] = [textOf(from), textOf(to)]
    const { text, embeds } = plainOf(held)
    if (text === after) return
    const grain = text === before ? 'letters' : 'words'
    const edits = rebaseEdits(diffText(before, after, grain), diffText(before, text, grain), before.length)
    for (const edit of edits.toReversed()) apply(held, edit, embeds)
  },
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

interface Plain {
  readonly text: string
  /** Places in the type of what is no text, which counts one character there and none in the text. */
  readonly embeds: readonly number[]
}

function plainOf(held: Y.Text): Plain {
  const text = held.toString()
  if (text.length === held.length) return { text, embeds: [] }
  const embeds: number[] = []
  let place = 0
  for (const { insert } of held.toDelta() as { insert: unknown }[]) {
    if (typeof insert !== 'string') embeds.push(place)
    place += typeof insert === 'string' ? insert.length : 1
  }
  return { text, embeds }
}

function apply(held: Y.Text, { at, remove, insert }: TextEdit, embeds: readonly number[]): void {
  const start = shift(at, embeds)
  if (remove > 0) held.delete(start, shift(at + remove - 1, embeds) + 1 - start)
  if (insert !== '') held.insert(start, insert)
}

function shift(at: number, embeds: readonly number[]): number {
  let place = at
  for (const embed of embeds) if (embed <= place) place++
  return place
}
