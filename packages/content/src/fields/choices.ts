import type { Choice } from '../config/field-config.ts'
import { isCleanText } from './check-text.ts'
import type { OptionCheck } from './field-type.ts'

const isChoice = (choice: unknown): choice is Choice => {
  const value: unknown = typeof choice === 'object' && choice !== null && 'value' in choice ? choice.value : choice
  return typeof value === 'string' && value !== '' && isCleanText(value)
}

/** Checks `options`: a list of texts, with or without labels, each once. */
export const areChoices: OptionCheck = (value) => {
  if (!Array.isArray(value) || value.length === 0 || !value.every(isChoice)) {
    return "write a list such as ['draft', { label: 'Published', value: 'published' }]"
  }
  const values = value.map(valueOf)
  return new Set(values).size === values.length ? undefined : 'name each value once'
}

const valueOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.value)

export function checkChoice(value: unknown, { options }: { readonly options: readonly Choice[] }): string | undefined {
  const values = options.map(valueOf)
  return values.includes(value as string) ? undefined : `must be one of ${values.join(', ')}`
}
