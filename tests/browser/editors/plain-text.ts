import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { yCollab } from 'y-codemirror.next'
import type { Person } from './main.ts'

/** CodeMirror on the document's plain text, with the carets of the others. */
export function openPlainText(parent: HTMLElement, provider: HocuspocusProvider, person: Person): void {
  const text = provider.document.getText('plain')
  provider.setAwarenessField('user', { ...person, colorLight: `${person.color}33` })
  new EditorView({
    parent,
    state: EditorState.create({
      doc: text.toString(),
      extensions: [EditorView.lineWrapping, yCollab(text, provider.awareness)],
    }),
  })
}
