import { diffText, keptOf, type Kept, type TextEdit } from '../text/diff-text.ts'
import { rangesIn, rebaseEdits } from '../text/rebase-edits.ts'
import { hasSameMarks, textOfRun, type Mark, type Run, type Span } from './rich-node.ts'
import { TextChain } from './text-chain.ts'

/** What a text is to be made from and into. */
export interface RunChange {
  readonly from: Run
  readonly to: Run | undefined
}

/** Makes the smallest edit of a text and its marks. @param current the text as it is now */
export function editRun(current: Run, { from, to }: RunChange): void {
  const [before, after, now] = [textOfRun(from), to === undefined ? '' : textOfRun(to), textOfRun(current)]
  const grain = now === before ? 'letters' : 'words'
  const edits = diffText(before, after, grain)
  const drift = diffText(before, now, grain)
  const chain = new TextChain(current.texts)
  // Marks change no places, so they come first.
  const stays = keptOf(drift, before.length)
  for (const kept of keptOf(edits, before.length)) editMarks(chain, { from, to, kept, stays })
  for (const edit of rebaseEdits(withMarks(edits, to?.spans ?? []), drift, before.length).toReversed()) {
    chain.delete(edit.at, edit.remove)
    if (edit.insert !== '') chain.insert(edit.at, edit.spans)
  }
}

interface MarksChange extends RunChange {
  readonly kept: Kept
  /** What of `from` is still there. */
  readonly stays: readonly Kept[]
}

function editMarks(chain: TextChain, { from, to, kept, stays }: MarksChange): void {
  let at = 0
  for (const span of slice(to?.spans ?? [], kept.to, kept.length)) {
    let inner = 0
    for (const { text, marks } of slice(from.spans, kept.from + at, span.text.length)) {
      const start = kept.from + at + inner
      inner += text.length
      if (hasSameMarks(marks, span.marks)) continue
      for (const range of rangesIn(stays, start, start + text.length)) {
        chain.mark(range.to, range.length, { removed: without(marks, span.marks), added: without(span.marks, marks) })
      }
    }
    at += span.text.length
  }
}

const without = (marks: readonly Mark[], others: readonly Mark[]): Mark[] =>
  marks.filter((mark) => !others.some((other) => hasSameMarks([mark], [other])))

/** A part of a text. */
function slice(spans: readonly Span[], start: number, length: number): Span[] {
  const parts: Span[] = []
  let at = 0
  for (const { text, marks } of spans) {
    const part = text.slice(Math.max(start - at, 0), Math.max(start + length - at, 0))
    if (part !== '') parts.push({ text: part, marks })
    at += text.length
  }
  return parts
}

interface SpanEdit extends TextEdit {
  /** What is inserted, with its marks. */
  readonly spans: readonly Span[]
}

/** @param spans the text as it is to be */
function withMarks(edits: readonly TextEdit[], spans: readonly Span[]): SpanEdit[] {
  let shift = 0
  return edits.map((edit) => {
    const { at, remove, insert } = edit
    const inserted = slice(spans, at + shift, insert.length)
    shift += insert.length - remove
    return { ...edit, spans: inserted }
  })
}
