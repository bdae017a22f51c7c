import { element } from './element.ts'
import { randomUser } from './person.ts'

/** Who somebody can be on this page, and the token they show to the server. The last one has a token nobody has. */
const identities = [
  { token: 'newsroom-editor', label: 'Edgar, editor' },
  { token: 'newsroom-admin', label: 'Ada, admin' },
  { token: 'newsroom-reader', label: 'Rita, reader' },
  { token: 'newsroom-visitor', label: 'a stranger' },
] as const

const remembered = 'newsroom-token'

/** The token of this tab's user; it is sent with the live connection and with every REST request. */
export function currentToken(): string {
  const token = sessionStorage.getItem(remembered)
  return identities.find((identity) => identity.token === token)?.token ?? identities[0].token
}

/** How this tab's user appears to the others. */
export const currentUser: { name: string; color: string } = randomUser()

/** Offers the identities in the page's menu. Another choice loads the page again, so that nothing of the former stays. */
export function offerIdentities(): void {
  const menu = element('identity', HTMLSelectElement)
  const chosen = currentToken()
  menu.replaceChildren(...identities.map(({ token, label }) => new Option(label, token, false, token === chosen)))
  // A browser restores the menu of a reloaded page by itself; what counts is the token in use.
  menu.value = chosen
  menu.addEventListener('change', () => {
    sessionStorage.setItem(remembered, menu.value)
    location.reload()
  })
}
