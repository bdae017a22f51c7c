import type { LiveDocument } from '@crochet/client/live'
import { defaultKeymap } from '@codemirror/commands'
import { Compartment, EditorState } from '@codemirror/state'
import { drawSelection, EditorView, highlightSpecialChars, keymap } from '@codemirror/view'
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next'
import type { Text } from 'yjs'
import { element } from './element.ts'
import { remoteCursors } from './remote-cursors.ts'
import { titleTheme } from './title-theme.ts'

export interface TitleEditor {
  /** @param text empty for nothing wrong */
  setError: (text: string) => void
  setWritable: (writable: boolean) => void
}

/** The title: one line of CodeMirror on its Yjs text, with the cursors of the others in it. */
export function openTitleEditor(post: LiveDocument, { onEnter }: { onEnter: () => void }): TitleEditor {
  const parent = element('title', HTMLElement)
  const text = post.fields['title'] as Text
  const { awareness } = post.provider
  if (awareness === null) throw new TypeError('The provider was opened without awareness')
  const state = new Compartment()
  let [error, writable] = ['', post.mayWrite]

  const configured = () => [
    EditorState.readOnly.of(!writable),
    EditorView.editable.of(writable),
    EditorView.contentAttributes.of({
      'aria-label': 'Title',
      'aria-multiline': 'false',
      'aria-readonly': String(!writable),
      'aria-invalid': String(error !== ''),
      // An id of the page cannot be named inside a shadow root.
      'aria-description': error,
      spellcheck: 'true',
    }),
  ]
  // In a shadow root CodeMirror adopts its style sheets; in the document it would insert <style> elements, which the page's
  // content security policy refuses.
  const root = parent.attachShadow({ mode: 'open' })
  const enter = (): boolean => {
    onEnter()
    return true
  }
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [
        EditorState.lineSeparator.of('\n'),
        EditorView.clipboardInputFilter.of(oneLine),
        // What others have written stays as it is, also a line of theirs; what is typed here is one line.
        EditorState.transactionFilter.of((edit) =>
          edit.isUserEvent('input') && edit.newDoc.lines > edit.startState.doc.lines ? [] : edit,
        ),
        state.of(configured()),
        EditorView.lineWrapping,
        highlightSpecialChars(),
        drawSelection(),
        // The cursors of others are drawn by remoteCursors, hence no awareness here.
        yCollab(text, null),
        remoteCursors(text, awareness),
        keymap.of([{ key: 'Enter', run: enter }, ...yUndoManagerKeymap, ...defaultKeymap]),
        titleTheme,
      ],
    }),
  })
  element('title-label', HTMLElement).addEventListener('click', () => view.focus())
  const update = (): void => {
    parent.dataset['invalid'] = String(error !== '')
    view.dispatch({ effects: state.reconfigure(configured()) })
  }
  return {
    setError(next) {
      if (next === error) return
      error = next
      update()
    },
    setWritable(next) {
      if (next === writable) return
      writable = next
      update()
    },
  }
}

const oneLine = (pasted: string): string => pasted.replaceAll(/\s*[\r\n]+\s*/g, ' ')
