import type { LiveProblem } from '@crochet/client/live'
import { element } from './element.ts'
import type { ItemsEditor } from './items-editor.ts'

const places = ['title', 'status', 'slug', 'body', 'items'] as const

/**
 * Shows every error at its field; what is of no field of the page stands at the title.
 *
 * @returns what is wrong with the title
 */
export function showErrors(errors: readonly LiveProblem[], items: ItemsEditor): string {
  const texts = new Map<string, string[]>()
  for (const { path = '', message } of errors) {
    const place = items.showsErrorsOf(path) ? path : (places.find((name) => isIn(path, name)) ?? 'title')
    texts.set(place, [...(texts.get(place) ?? []), sentence(message)])
  }
  for (const place of places) setError(`${place}-error`, texts.get(place)?.join(' ') ?? '')
  element('post-status', HTMLSelectElement).setAttribute('aria-invalid', String(texts.has('status')))
  items.showErrors(texts)
  return texts.get('title')?.join(' ') ?? ''
}

const isIn = (path: string, name: string): boolean => path === name || path.startsWith(`${name}.`)

/** Messages of validation are said of a field: `must be filled`. */
const sentence = (message: string): string => message.charAt(0).toUpperCase() + message.slice(1)

function setError(id: string, text: string): void {
  const shown = element(id, HTMLElement)
  if (shown.textContent !== text) shown.textContent = text
}
