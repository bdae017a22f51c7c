import type { LiveDocument } from '@crochet/client/live'
import { openBodyEditor } from './body-editor.ts'
import { element } from './element.ts'
import { showErrors } from './field-errors.ts'
import { showFocus } from './field-focus.ts'
import { openItems } from './items-editor.ts'
import { openTitleEditor } from './title-editor.ts'

/** Binds the page's fields to those of the post. They stay bound, also while the server is away. */
export function openPostEditor(post: LiveDocument): void {
  const { fields, mayWrite } = post
  const body = openBodyEditor(post)
  const title = openTitleEditor(post, { onEnter: () => body.focus() })
  const items = openItems(fields['items'], mayWrite)

  const status = element('post-status', HTMLSelectElement)
  status.disabled = !mayWrite
  const showChosen = (): void => void (status.value = String(fields['status'].get() ?? 'draft'))
  status.addEventListener('change', () => fields['status'].set(status.value))
  fields['status'].on(showChosen)
  showChosen()

  const chosen = element('posts', HTMLSelectElement).selectedOptions.item(0)
  fields['title'].observe(() => void (chosen !== null && (chosen.textContent = fields['title'].toString())))

  const slug = element('slug', HTMLOutputElement)
  const showSlug = (): void => void (slug.value = fields['slug'].toString() || '\u00a0')
  fields['slug'].observe(showSlug)
  showSlug()

  const total = element('total', HTMLOutputElement)
  const showTotal = (): void => void (total.value = Number(fields['total'].get() ?? 0).toFixed(2))
  fields['total'].on(showTotal)
  showTotal()

  const show = (): void => {
    title.setError(showErrors(post.errors, items))
  }
  post.on('errors', show)
  // A row that has come or gone has the error of its place.
  fields['items'].on(() => queueMicrotask(show))
  post.on('status', (state) => {
    if (state !== 'closed') return
    for (const editor of [title, body, items]) editor.setWritable(false)
    status.disabled = true
  })
  show()
  showFocus(post)
  element('fields', HTMLElement).removeAttribute('aria-busy')
}
