import type { DateField } from '../config/field-config.ts'
import type { FieldType } from './field-type.ts'
import { columnOptions } from './option-checks.ts'

/** A date, or a time with its zone (RFC 3339). A time without one would mean something else on every machine. */
const iso = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/

/** `date`: stored as ISO 8601 in UTC, as in `2026-01-31T08:00:00.000Z`, so that texts sort by time. */
export const date: FieldType<DateField> = {
  column: 'text',
  options: columnOptions,
  store: (value) => new Date(value as string | Date).toISOString(),
  check(value) {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'must be a valid date' : undefined
    if (typeof value !== 'string' || !iso.test(value))
      return 'must be a date such as 2026-01-31 or 2026-01-31T08:00:00Z'
    return isInCalendar(value) ? undefined : 'must be a date of the calendar'
  },
}

/** `Date` takes the 30th of February for the 1st of March. */
function isInCalendar(value: string): boolean {
  const day = new Date(`${value.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(day.getTime()) || Number.isNaN(new Date(value).getTime())) return false
  return day.toISOString().startsWith(value.slice(0, 10))
}
