import { element, textElement } from './element.ts'
import { type Draft, type Objection, publishPost } from './posts-api.ts'
import { storedPost } from './stored-post.ts'

/** Lets the form publish posts, and shows what the server made of each. */
export function openPublishForm(token: string): void {
  const form = element('publish-form', HTMLFormElement)
  const title = element('post-title', HTMLInputElement)
  const body = element('post-body', HTMLTextAreaElement)
  const answer = element('publish-answer', HTMLElement)
  const fields = new Map<string | undefined, HTMLElement>([
    ['title', title],
    ['body', body],
  ])
  let busy = false

  form.addEventListener('submit', (event) => {
    event.preventDefault()
    // The button is not disabled meanwhile: that would take the focus away from whoever uses the keyboard.
    if (!busy) void publish({ title: title.value, body: body.value, status: 'published' })
  })

  async function publish(draft: Draft): Promise<void> {
    busy = true
    markFields([])
    answer.replaceChildren(textElement('p', 'answer-head', 'Publishing …'))
    const published = await publishPost(draft, token)
    switch (published.kind) {
      case 'stored':
        answer.replaceChildren(
          textElement('p', 'answer-head', 'Published. What the server and its hooks made of it:'),
          storedPost(draft, published.post),
        )
        form.reset()
        break
      case 'failed':
        answer.replaceChildren(...published.objections.map(sentence))
        markFields(published.objections)
        break
    }
    busy = false
  }

  function markFields(objections: Objection[]): void {
    const wrong = objections.flatMap(({ path }) => fields.get(path) ?? [])
    for (const field of fields.values()) field.setAttribute('aria-invalid', String(wrong.includes(field)))
    wrong[0]?.focus()
  }
}

function sentence({ path, message }: Objection): HTMLElement {
  return textElement('p', 'answer-head answer-failed', path === undefined ? message : `${path}: ${message}`)
}
