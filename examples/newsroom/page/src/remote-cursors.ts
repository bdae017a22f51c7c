import { Annotation, type Extension, type Range } from '@codemirror/state'
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from '@codemirror/view'
import type { Awareness } from 'y-protocols/awareness'
import type { Text } from 'yjs'
import { CaretFlag } from './caret-flag.ts'
import { cursorFor, type CursorState, selectionOf } from './cursor-position.ts'
import { isRecord } from './is-record.ts'
import { personOf } from './person.ts'

const somebodyMoved = Annotation.define<true>()

/**
 * Shows where the others are in the text, and tells them where this user is, in the `cursor` field of the awareness state,
 * in the form y-codemirror.next uses.
 *
 * It replaces that library's own drawing, which writes what another browser sent into `style` attributes.
 * Has to stand after `yCollab` in the extensions: the Yjs text is then already as new as the editor's.
 */
export function remoteCursors(text: Text, awareness: Awareness): Extension {
  class RemoteCursors {
    decorations: DecorationSet
    readonly #stop: () => void

    constructor(view: EditorView) {
      this.decorations = draw(view)
      const redraw = ({ added, updated, removed }: Record<'added' | 'updated' | 'removed', number[]>): void => {
        const others = [...added, ...updated, ...removed].some((client) => client !== awareness.clientID)
        if (others) view.dispatch({ annotations: somebodyMoved.of(true) })
      }
      awareness.on('change', redraw)
      this.#stop = () => awareness.off('change', redraw)
    }

    update(update: ViewUpdate): void {
      tellOwn(update)
      const moved = update.transactions.some((transaction) => transaction.annotation(somebodyMoved))
      if (moved || update.docChanged) this.decorations = draw(update.view)
    }

    destroy(): void {
      this.#stop()
    }
  }

  function draw(view: EditorView): DecorationSet {
    const length = view.state.doc.length
    const ranges: Range<Decoration>[] = []
    for (const [client, state] of awareness.getStates()) {
      const selection = client === awareness.clientID ? undefined : selectionOf(text, state['cursor'])
      if (selection === undefined) continue
      const person = personOf(state['user'])
      const head = Math.min(selection.head, length)
      const anchor = Math.min(selection.anchor, length)
      if (head !== anchor) {
        const mark = Decoration.mark({ class: 'others-selection', attributes: { style: `--yarn: ${person.colour}` } })
        ranges.push(mark.range(Math.min(head, anchor), Math.max(head, anchor)))
      }
      ranges.push(Decoration.widget({ widget: new CaretFlag(person), side: head > anchor ? -1 : 1 }).range(head))
    }
    return Decoration.set(ranges, true)
  }

  function tellOwn({ view, state, selectionSet, focusChanged, docChanged }: ViewUpdate): void {
    if (!selectionSet && !focusChanged && !docChanged) return
    const before = awareness.getLocalState()
    if (!isRecord(before)) return
    // A window that lies behind others keeps its place; only one that never had the focus has none.
    if (!view.hasFocus) return
    const cursor: CursorState = cursorFor(text, state.selection.main)
    if (JSON.stringify(cursor) !== JSON.stringify(before['cursor'])) awareness.setLocalStateField('cursor', cursor)
  }

  return ViewPlugin.fromClass(RemoteCursors, { decorations: (plugin) => plugin.decorations })
}
