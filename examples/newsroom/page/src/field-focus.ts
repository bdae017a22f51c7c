import type { LiveDocument } from '@crochet/client/live'
import { element } from './element.ts'
import { personOf } from './person.ts'

/** Fields without a text cursor show who is in them: their frame has the colour of that person, their tip the name. */
export function showFocus(post: LiveDocument): void {
  const form = element('fields', HTMLElement)
  form.addEventListener('focusin', ({ target }) => tell(target instanceof HTMLElement ? target : undefined))
  form.addEventListener('focusout', () => tell(undefined))

  const tell = (target: HTMLElement | undefined): void => {
    const { awareness } = post.provider
    const field = target?.dataset['field'] ?? null
    if ((awareness?.getLocalState()?.['field'] ?? null) !== field) awareness?.setLocalStateField('field', field)
  }
  const show = (): void => {
    const people = new Map<unknown, unknown>()
    for (const [client, state] of post.provider.awareness?.getStates() ?? []) {
      if (client !== post.document.clientID && typeof state['field'] === 'string')
        people.set(state['field'], state['user'])
    }
    for (const field of form.querySelectorAll<HTMLElement>('[data-field]')) {
      const key = field.dataset['field']
      const person = people.has(key) ? personOf(people.get(key)) : undefined
      field.classList.toggle('has-other', person !== undefined)
      field.style.setProperty('--yarn', person?.colour ?? '')
      field.title = person === undefined ? '' : `${person.name} is here`
    }
  }
  post.presence.on(show)
  show()
}
