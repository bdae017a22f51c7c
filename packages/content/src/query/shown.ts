const longest = 100

/** A name from outside as it stands in messages and paths: of bearable length and a text, whatever was sent. */
export function shown(name: unknown): string {
  if (typeof name !== 'string') return `(${name === null ? 'null' : typeof name})`
  return name.length <= longest ? name : `${name.slice(0, longest)}…`
}
