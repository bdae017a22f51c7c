import type { LiveRow, LiveValue } from '@crochet/client/live'
import type { Text } from 'yjs'
import { bindNumber } from './bind-number.ts'
import { bindText } from './bind-text.ts'
import { textElement } from './element.ts'

export interface ItemFields {
  name: Text
  price: LiveValue<number>
}

const fieldNames = ['name', 'price'] as const

let made = 0

/** An item: its name, its price, and a button to take it away. */
export class ItemRow {
  readonly element: HTMLElement = document.createElement('li')
  readonly #inputs: Record<(typeof fieldNames)[number], HTMLInputElement>
  readonly #remove: HTMLButtonElement = document.createElement('button')
  readonly #error: HTMLElement = textElement('p', 'entry-error', '')
  readonly #stops: (() => void)[]

  constructor({ fields, type }: LiveRow<ItemFields>, { onRemove }: { onRemove: () => void }) {
    this.element.className = 'item'
    this.#error.id = `item-error-${++made}`
    const [name, price] = [this.#input('text'), this.#input('number')]
    price.step = '0.01'
    price.inputMode = 'decimal'
    this.#inputs = { name, price }
    this.#remove.type = 'button'
    this.#remove.className = 'button-quiet item-remove'
    this.#remove.textContent = '×'
    this.#remove.addEventListener('click', onRemove)
    this.element.append(name, price, this.#remove, this.#error)
    this.#stops = [bindText(name, { text: () => fields.name, map: type }), bindNumber(price, fields.price)]
    const id = String(type.get('id') ?? '')
    for (const field of fieldNames) this.#inputs[field].dataset['field'] = `items/${id}/${field}`
  }

  /** @param place from 1 */
  setPlace(place: number): void {
    this.#inputs.name.setAttribute('aria-label', `Item ${place}: name`)
    this.#inputs.price.setAttribute('aria-label', `Item ${place}: price`)
    this.#remove.setAttribute('aria-label', `Remove item ${place}`)
  }

  setWritable(writable: boolean): void {
    for (const input of Object.values(this.#inputs)) input.readOnly = !writable
    this.#remove.disabled = !writable
  }

  hasField(path: string, index: number): boolean {
    return fieldNames.some((name) => path === `items.${index}.${name}`)
  }

  showErrors(texts: ReadonlyMap<string, readonly string[]>, index: number): void {
    const wrong = fieldNames.map((name) => texts.get(`items.${index}.${name}`) ?? [])
    for (const [at, name] of fieldNames.entries()) {
      this.#inputs[name].setAttribute('aria-invalid', String((wrong[at] ?? []).length > 0))
    }
    const text = wrong.flat().join(' ')
    if (this.#error.textContent !== text) this.#error.textContent = text
  }

  focus(): void {
    this.#inputs.name.focus()
  }

  focusRemove(): void {
    this.#remove.focus()
  }

  destroy(): void {
    for (const stop of this.#stops) stop()
    this.element.remove()
  }

  #input(type: 'text' | 'number'): HTMLInputElement {
    const input = document.createElement('input')
    input.type = type
    input.className = `item-${type}`
    input.autocomplete = 'off'
    input.placeholder = type === 'text' ? 'Name' : '0.00'
    input.setAttribute('aria-describedby', this.#error.id)
    return input
  }
}
