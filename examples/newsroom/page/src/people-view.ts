import type { Presence, PresenceUser } from '@crochet/client/live'
import { element, textElement } from './element.ts'
import { type Person, personOf } from './person.ts'

const shownAtMost = 8

/** Keeps the list of the people who have the post open; oneself comes first. */
export function showPeople(presence: Presence, self: PresenceUser): void {
  const list = element('people', HTMLUListElement)
  let shown = ''

  const render = (): void => {
    const me = personOf(self)
    const people = [{ ...me, name: `${me.name} (you)` }, ...presence.others.map(({ user }) => personOf(user))]
    // Presence also changes with every move of a cursor, and then nobody has come or gone.
    const next = JSON.stringify(people)
    if (next === shown) return
    shown = next
    const more = people.length - shownAtMost
    list.replaceChildren(...people.slice(0, shownAtMost).map(personItem))
    if (more > 0) list.append(textElement('li', 'more', `and ${more} more`))
  }
  presence.on(render)
  render()
}

function personItem({ name, colour }: Person): HTMLElement {
  const item = textElement('li', 'person', name)
  item.style.setProperty('--yarn', colour)
  return item
}
