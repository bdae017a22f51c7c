import { defaultKeymap } from '@codemirror/commands'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightSpecialChars, keymap, placeholder } from '@codemirror/view'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Awareness } from 'y-protocols/awareness'
import type { Text } from 'yjs'
import { editorTheme } from './editor-theme.ts'
import { remoteCursors } from './remote-cursors.ts'

export interface Editor {
  /** Lets the user write, or only read. */
  setWritable: (writable: boolean) => void
}

/** An editor in `parent` that is bound to a Yjs text: what is typed here reaches the text, and the other way round. */
export function openEditor(parent: HTMLElement, text: Text, awareness: Awareness): Editor {
  const writable = new Compartment()
  const writing = (allowed: boolean) => [
    EditorState.readOnly.of(!allowed),
    EditorView.editable.of(allowed),
    allowed ? placeholder('Write the front page together …') : [],
  ]
  // In a shadow root CodeMirror adopts its style sheets; in the document it would insert <style> elements, which the page's
  // content security policy refuses.
  const root = parent.attachShadow({ mode: 'open' })

  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        // One way to end a line, so that positions in the editor are positions in the Yjs text.
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of((pasted) => pasted.replaceAll(/\r\n?/g, '\n')),
        writable.of(writing(true)),
        EditorView.contentAttributes.of({
          'aria-label': 'Text of the front page, written together',
          spellcheck: 'true',
        }),
        EditorView.lineWrapping,
        highlightSpecialChars(),
        drawSelection(),
        // The cursors of others are drawn by remoteCursors, hence no awareness here.
        yCollab(text, null),
        remoteCursors(text, awareness),
        keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
        editorTheme,
      ],
    }),
  })
  return {
    setWritable: (allowed) => {
      if (view.state.readOnly === !allowed) return
      view.dispatch({ effects: writable.reconfigure(writing(allowed)) })
    },
  }
}
