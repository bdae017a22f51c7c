import type { LiveDocument } from '@crochet/client/live'
import { Editor } from '@tiptap/core'
import { Collaboration } from '@tiptap/extension-collaboration'
import { StarterKit } from '@tiptap/starter-kit'
import { carets } from './carets.ts'
import { element } from './element.ts'
import { openToolbar } from './toolbar.ts'

export interface BodyEditor {
  focus: () => void
  setWritable: (writable: boolean) => void
}

/** The rich text: TipTap on its Yjs fragment, with the carets of the others in it. */
export function openBodyEditor(post: LiveDocument): BodyEditor {
  const { awareness } = post.provider
  if (awareness === null) throw new TypeError('The provider was opened without awareness')
  const editor = new Editor({
    element: element('body', HTMLElement),
    editable: post.mayWrite,
    // The page's content security policy refuses <style> elements; what the editor needs is in style/body.css.
    injectCSS: false,
    editorProps: {
      attributes: {
        role: 'textbox',
        'aria-multiline': 'true',
        'aria-labelledby': 'body-label',
        'aria-describedby': 'body-error',
        spellcheck: 'true',
      },
    },
    extensions: [
      StarterKit.configure({ undoRedo: false, link: { openOnClick: false } }),
      Collaboration.configure({ fragment: post.fields['body'] }),
      carets(awareness, post.document),
    ],
  })
  const toolbar = openToolbar(editor)
  element('body-label', HTMLElement).addEventListener('click', () => editor.commands.focus())
  return {
    focus: () => void editor.commands.focus('start'),
    setWritable: (writable) => {
      editor.setEditable(writable)
      toolbar.update()
    },
  }
}
