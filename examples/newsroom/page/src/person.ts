import { isRecord } from './is-record.ts'

/** How somebody appears to the others: the `user` field of a Yjs awareness state, as other editors write it too. */
export interface Person {
  name: string
  /** A CSS colour of this page, readable in light and in dark. */
  colour: string
}

/** Yarns, by the plant or creature that dyes them. The hex value is what other editors are told. */
const yarns = [
  { dye: 'madder', hex: '#a4343a' },
  { dye: 'woad', hex: '#1f5f99' },
  { dye: 'moss', hex: '#3a6b35' },
  { dye: 'walnut', hex: '#7a4a1e' },
  { dye: 'heather', hex: '#74479c' },
  { dye: 'verdigris', hex: '#17696a' },
  { dye: 'cochineal', hex: '#a02c6d' },
  { dye: 'indigo', hex: '#4450a8' },
] as const

const moods = ['Early', 'Late', 'Roving', 'Patient', 'Curious', 'Brisk', 'Quiet', 'Candid'] as const
const desks = [
  'Stringer',
  'Proofreader',
  'Columnist',
  'Typesetter',
  'Night Editor',
  'Reporter',
  'Critic',
  'Copy Desk',
] as const

const longestName = 40

/** A random newsroom name and colour, in the form an awareness state carries. */
export function randomUser(): { name: string; color: string } {
  return { name: `${pick(moods)} ${pick(desks)}`, color: pick(yarns).hex }
}

/**
 * Reads the `user` of an awareness state. It comes from another browser, so it may be anything: the name is cut, and the
 * colour chooses one of the page's own instead of reaching a style.
 */
export function personOf(user: unknown): Person {
  const { name, color } = isRecord(user) ? user : {}
  const known = typeof name === 'string' ? name.trim().slice(0, longestName) : ''
  const yarn = yarns.find(({ hex }) => hex === color)
  return { name: known || 'Somebody', colour: `var(--yarn-${yarn?.dye ?? 'undyed'})` }
}

function pick<T>(choices: readonly T[] & { 0: T }): T {
  return choices[Math.floor(Math.random() * choices.length)] ?? choices[0]
}
