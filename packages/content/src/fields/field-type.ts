import type { ColumnType } from '@crochet/storage'
import type { FieldConfig } from '../config/field-config.ts'

/** Says what is wrong with an option of a field, for the configuration check. */
export type OptionCheck = (value: unknown, option: string) => string | undefined

/** What a field type decides; a file per type, all with the same members. */
export interface FieldType<Config extends FieldConfig = FieldConfig> {
  /** How a top-level field is stored. */
  readonly column: ColumnType
  /** Whether it holds other fields: one object of them, or rows. */
  readonly holds?: 'object' | 'rows'
  /** Options besides those of every field, each with its check. */
  readonly options: Readonly<Record<string, OptionCheck>>
  readonly requiredOptions?: readonly string[]
  /** Turns a valid value into what is stored. Never called with `null` or `undefined`. */
  store?(value: unknown): unknown
  /** What is wrong with a value that is neither `null` nor `undefined`, as in `must be text`. */
  check(value: unknown, config: Config): string | undefined
}
