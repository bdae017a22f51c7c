/** Somebody who works in this newsroom. */
export interface Person {
  id: string
  name: string
  role: 'admin' | 'editor' | 'reader'
}

/** For the page and for trying things out: whoever knows one of these tokens is that person. Everybody else signs in to `users`. */
const people = new Map<string, Person>([
  ['newsroom-admin', { id: 'ada', name: 'Ada', role: 'admin' }],
  ['newsroom-editor', { id: 'edgar', name: 'Edgar', role: 'editor' }],
  ['newsroom-reader', { id: 'rita', name: 'Rita', role: 'reader' }],
])

/** @returns the person a token belongs to, `undefined` for a token nobody has */
export function personOf(token: string | null | undefined): Person | undefined {
  return token == null ? undefined : people.get(token)
}
