import type { OptionCheck } from './field-type.ts'
import { columnOptions, isCount } from './option-checks.ts'

interface Lengths {
  readonly minLength?: number
  readonly maxLength?: number
}

/** Options of every type that holds text of any content. */
export const textOptions: Readonly<Record<string, OptionCheck>> = {
  ...columnOptions,
  minLength: isCount,
  maxLength: isCount,
}

/** What is wrong with a text. Lengths are counted in UTF-16 code units, as JavaScript and browsers do. */
export function checkText(value: unknown, { minLength = 0, maxLength = Infinity }: Lengths): string | undefined {
  if (typeof value !== 'string') return 'must be text'
  if (value.length < minLength) return `must have at least ${minLength} characters`
  if (value.length > maxLength) return `must have at most ${maxLength} characters`
  return isCleanText(value) ? undefined : 'must be text without NUL and half characters'
}

/** What every database can keep. */
export const isCleanText = (value: string): boolean => value.isWellFormed() && !value.includes('\0')
