import type { RowField } from '../config/field-config.ts'
import type { LayoutType } from './field-type.ts'

/** `row`: fields side by side. */
export const row: LayoutType<RowField> = {
  options: {},
  requiredOptions: ['fields'],
  parts: ({ fields }) => [{ at: '.fields', fields }],
}

/** `collapsible`: fields that can be folded away. */
export const collapsible: LayoutType<RowField> = { ...row }
