import type { OptionCheck } from './field-type.ts'

export const isCount: OptionCheck = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? undefined : 'write a whole number, 0 or more'

export const isNumber: OptionCheck = (value) => (Number.isFinite(value) ? undefined : 'write a finite number')

export const isBoolean: OptionCheck = (value) => (typeof value === 'boolean' ? undefined : 'write true or false')

/** Options of every type that has a column with a single value. */
export const columnOptions: Readonly<Record<string, OptionCheck>> = { unique: isBoolean, index: isBoolean }
