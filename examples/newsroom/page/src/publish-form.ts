import { element, textElement } from './element.ts'
import { type Draft, publishPost } from './posts-api.ts'

/** Lets the form publish posts, and shows of each what the hooks made of it. */
export function openPublishForm(token: string): void {
  const form = element('publish-form', HTMLFormElement)
  const title = element('post-title', HTMLInputElement)
  const body = element('post-body', HTMLTextAreaElement)
  const answer = element('publish-answer', HTMLElement)
  let busy = false

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // The button is not disabled meanwhile: that would take the focus away from whoever uses the keyboard.
    if (!busy) void publish()
  })

  async function publish(): Promise<void> {
    busy = true
    const draft = { title: title.value, body: body.value }
    answer.replaceChildren(textElement('p', 'answer-head', 'Publishing …'))
    const published = await publishPost(draft, token)
    switch (published.kind) {
      case 'stored':
        answer.replaceChildren(
          textElement('p', 'answer-head', 'Published. What the hooks made of it:'),
          fieldList(draft, published.post),
        )
        form.reset()
        break
      case 'failed':
        answer.replaceChildren(
          ...published.reasons.map((reason) => textElement('p', 'answer-head answer-failed', reason)),
        )
        break
    }
    busy = false
  }
}

function fieldList(draft: Draft, post: Record<string, unknown>): HTMLElement {
  const sent: Record<string, unknown> = { ...draft, status: 'published' }
  const list = document.createElement('dl')
  list.className = 'fields'
  for (const [name, value] of Object.entries(post)) {
    const row = document.createElement('div')
    row.className = 'field'
    row.append(textElement('dt', 'field-name', name), textElement('dd', 'field-value', display(value)))
    const note = !(name in sent) ? 'added' : sent[name] === value ? undefined : 'changed'
    if (note !== undefined) row.append(textElement('dd', 'field-note', note))
    list.append(row)
  }
  return list
}

function display(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
