/** Somebody who works in this newsroom. */
export interface Person {
  name: string
  role: 'admin' | 'editor'
}

/** The example's sign-in: whoever knows a token is that person. An application of yours would ask its user table. */
const people = new Map<string, Person>([
  ['newsroom-admin', { name: 'Ada', role: 'admin' }],
  ['newsroom-editor', { name: 'Edgar', role: 'editor' }],
])

/** @returns the person a token belongs to, `undefined` for a token nobody has */
export function personOf(token: string | null | undefined): Person | undefined {
  return token == null ? undefined : people.get(token)
}
