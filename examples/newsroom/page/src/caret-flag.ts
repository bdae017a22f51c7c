import { WidgetType } from '@codemirror/view'
import type { Person } from './person.ts'

/** The caret of somebody else, with a flag that bears the name. */
export class CaretFlag extends WidgetType {
  readonly #person: Person

  constructor(person: Person) {
    super()
    this.#person = person
  }

  override eq(other: CaretFlag): boolean {
    return this.#person.name === other.#person.name && this.#person.colour === other.#person.colour
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span')
    caret.className = 'others-caret'
    caret.style.setProperty('--yarn', this.#person.colour)
    // Presence is announced by the list of people; inside the text it would interrupt the reading.
    caret.setAttribute('aria-hidden', 'true')
    const flag = document.createElement('span')
    flag.className = 'others-flag'
    flag.textContent = this.#person.name
    // Word joiners around the flag keep the line from breaking at the caret.
    caret.append('\u2060', flag, '\u2060')
    return caret
  }

  override ignoreEvent(): boolean {
    return true
  }
}
