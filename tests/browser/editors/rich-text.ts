import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { CollaborationCaret } from '@tiptap/extension-collaboration-caret'
import { StarterKit } from '@tiptap/starter-kit'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import type { Person } from './main.ts'

/** TipTap on the document's rich text, as its documentation puts the two together. */
export function openRichText(parent: HTMLElement, provider: HocuspocusProvider, user: Person): void {
  new Editor({
    element: parent,
    extensions: [
      StarterKit.configure({ undoRedo: false }),
      Collaboration.configure({ document: provider.document, field: 'rich' }),
      CollaborationCaret.configure({ provider, user }),
    ],
  })
}
