import { element, textElement } from './element.ts'
import { type Draft, type Objection, sendPost } from './posts-api.ts'
import { storedPost } from './stored-post.ts'

/** Lets the form write posts through REST, and shows what the server made of each. */
export function openOutsideForm(id: string, token: string): void {
  const form = element('outside-form', HTMLFormElement)
  const title = element('outside-field', HTMLInputElement)
  const answer = element('outside-answer', HTMLElement)
  let busy = false
  element('endpoint', HTMLElement).textContent = `PATCH /api/posts/${id.slice(0, 8)}…`

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    const isNew = event.submitter instanceof HTMLButtonElement && event.submitter.value === 'create'
    // The buttons are not disabled meanwhile: that would take the focus away from whoever uses the keyboard.
    if (!busy) void send(isNew)
  })

  async function send(isNew: boolean): Promise<void> {
    busy = true
    title.setAttribute('aria-invalid', 'false')
    answer.replaceChildren(textElement('p', 'answer-head', 'Sending …'))
    const draft: Draft = { title: title.value, ...(isNew && { status: 'published' }) }
    const sent = await sendPost(draft, { token, ...(!isNew && { id }) })
    switch (sent.kind) {
      case 'stored':
        answer.replaceChildren(
          textElement(
            'p',
            'answer-head',
            `${isNew ? 'Published' : 'Changed'}. What the server and its hooks made of it:`,
          ),
          storedPost(draft, sent.post),
        )
        if (isNew) answer.append(linkTo(String(sent.post['id'])))
        form.reset()
        break
      case 'failed':
        answer.replaceChildren(...sent.objections.map(sentence))
        if (sent.objections.some(({ path }) => path === 'title')) {
          title.setAttribute('aria-invalid', 'true')
          title.focus()
        }
        break
    }
    busy = false
  }
}

function linkTo(id: string): HTMLElement {
  const link = document.createElement('a')
  link.className = 'answer-link'
  link.href = `#${id}`
  link.textContent = 'Open it in this page'
  return link
}

function sentence({ path, message }: Objection): HTMLElement {
  return textElement('p', 'answer-head answer-failed', path === undefined ? message : `${path}: ${message}`)
}
