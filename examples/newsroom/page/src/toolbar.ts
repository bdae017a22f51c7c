import type { Editor } from '@tiptap/core'
import { element } from './element.ts'

interface Tool {
  readonly label: string
  readonly sign: string
  readonly run: (editor: Editor) => void
  /** Whether it is on where the cursor is; missing for what is done rather than on. */
  readonly isOn?: (editor: Editor) => boolean
  readonly className?: string
}

const tools: readonly Tool[] = [
  {
    label: 'Bold',
    sign: 'B',
    className: 'tool-bold',
    run: (editor) => editor.chain().focus().toggleBold().run(),
    isOn: (editor) => editor.isActive('bold'),
  },
  {
    label: 'Italic',
    sign: 'I',
    className: 'tool-italic',
    run: (editor) => editor.chain().focus().toggleItalic().run(),
    isOn: (editor) => editor.isActive('italic'),
  },
  {
    label: 'Heading',
    sign: 'H',
    run: (editor) => editor.chain().focus().toggleHeading({ level: 3 }).run(),
    isOn: (editor) => editor.isActive('heading'),
  },
  {
    label: 'List',
    sign: '•',
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
    isOn: (editor) => editor.isActive('bulletList'),
  },
  {
    label: 'Quotation',
    sign: '“',
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
    isOn: (editor) => editor.isActive('blockquote'),
  },
  { label: 'Undo', sign: '↶', run: (editor) => editor.chain().focus().undo().run() },
  { label: 'Redo', sign: '↷', run: (editor) => editor.chain().focus().redo().run() },
]

/** The tools above the text. One of them is in the order of tabs; arrow keys go to the others (ARIA practices, "Toolbar"). */
export function openToolbar(editor: Editor): { update: () => void } {
  const bar = element('toolbar', HTMLElement)
  const buttons = tools.map((tool) => buttonOf(tool, editor))
  bar.replaceChildren(...buttons)

  const update = (): void => {
    for (const [index, button] of buttons.entries()) {
      const isOn = tools[index]?.isOn
      if (isOn !== undefined) button.setAttribute('aria-pressed', String(isOn(editor)))
      button.disabled = !editor.isEditable
    }
  }
  let reached = 0
  const reach = (index: number): void => {
    reached = (index + buttons.length) % buttons.length
    for (const [at, button] of buttons.entries()) button.tabIndex = at === reached ? 0 : -1
  }
  bar.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    reach(reached + step)
    buttons[reached]?.focus()
  })
  reach(0)
  editor.on('transaction', update)
  update()
  return { update }
}

function buttonOf({ label, sign, run, className = '' }: Tool, editor: Editor): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = `tool ${className}`
  button.textContent = sign
  button.title = label
  button.setAttribute('aria-label', label)
  // The selection of the text stays where it is.
  button.addEventListener('mousedown', (event) => event.preventDefault())
  button.addEventListener('click', () => run(editor))
  return button
}
