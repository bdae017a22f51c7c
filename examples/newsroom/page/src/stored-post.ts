import { textElement } from './element.ts'
import type { Draft } from './posts-api.ts'

/** A stored post as a list of its fields; what the server added to the draft or changed in it is marked. */
export function storedPost(draft: Draft, post: Record<string, unknown>): HTMLElement {
  const sent = new Map<string, unknown>(Object.entries(draft))
  const list = document.createElement('dl')
  list.className = 'fields'
  for (const [name, value] of Object.entries(post)) {
    const row = document.createElement('div')
    row.className = 'field'
    row.append(textElement('dt', 'field-name', name), textElement('dd', 'field-value', display(value)))
    if (sent.get(name) !== value) row.append(textElement('dd', 'field-note', sent.has(name) ? 'changed' : 'added'))
    list.append(row)
  }
  return list
}

function display(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
