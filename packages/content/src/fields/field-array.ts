import type { ArrayField } from '../config/field-config.ts'
import { checkRows } from './check-rows.ts'
import type { FieldType } from './field-type.ts'
import { isCount } from './option-checks.ts'

/** `array`: rows of fields. A row that is sent with its `id` keeps the stored values of fields that were not sent. */
export const array: FieldType<ArrayField> = {
  column: 'json',
  holds: 'rows',
  options: { minRows: isCount, maxRows: isCount },
  requiredOptions: ['fields'],
  check: checkRows,
}
