import type { Awareness } from 'y-protocols/awareness'
import { element, textElement } from './element.ts'
import { type Person, personOf } from './person.ts'

const shownAtMost = 8

/** Keeps the list of the people who have the text open; oneself comes first. */
export function showPeople(awareness: Awareness): void {
  const list = element('people', HTMLUListElement)
  let shown = ''

  const render = (): void => {
    const people = peopleIn(awareness)
    // Awareness also changes with every move of a cursor, and then nobody has come or gone.
    const next = JSON.stringify(people)
    if (next === shown) return
    shown = next
    const more = people.length - shownAtMost
    list.replaceChildren(...people.slice(0, shownAtMost).map(personItem))
    if (more > 0) list.append(textElement('li', 'more', `and ${more} more`))
  }
  awareness.on('change', render)
  render()
}

function peopleIn(awareness: Awareness): Person[] {
  const self = personOf(awareness.getLocalState()?.['user'])
  const others = [...awareness.getStates()].filter(([client]) => client !== awareness.clientID)
  return [{ ...self, name: `${self.name} (you)` }, ...others.map(([, state]) => personOf(state['user']))]
}

function personItem({ name, colour }: Person): HTMLElement {
  const item = textElement('li', 'person', name)
  item.style.setProperty('--yarn', colour)
  return item
}
