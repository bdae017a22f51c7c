import type { ColumnType } from '@crochet/storage'
import type { FieldConfig, LayoutField, ValueField } from '../config/field-config.ts'
import type { Data } from '../untyped.ts'

/**
 * What is wrong: one sentence about the whole, as in `must be text`, or one for each part, where `at` is what follows the path,
 * as in `.1.blockType` of a value and `[0].slug` of an option.
 */
export type Flaws = string | readonly { readonly at: string; readonly message: string }[] | undefined

/** Says what is wrong with an option of a field, for the configuration check. */
export type OptionCheck = (value: unknown, option: string) => Flaws

/** What a field type decides; a file per type, all with the same members. */
export interface FieldType<Config extends ValueField = ValueField> {
  /** How a top-level field is stored. */
  readonly column: ColumnType | ((config: Config) => ColumnType)
  /** Whether it holds other fields: one object of them, rows, or rows of several kinds. */
  readonly holds?: 'object' | 'rows' | 'blocks'
  /** Its value leaves no operation, nor can anybody ask for it. Not inside rows, since each value costs a `seal`. */
  readonly secret?: true
  /** Nobody writes it: what is sent is left out, and nothing is stored. At the top level of collections only. */
  readonly readOnly?: true
  /** Unless the field says `unique: false`; at the top level only. */
  readonly uniqueByDefault?: true
  /** Options besides those of every field, each with its check. */
  readonly options: Readonly<Record<string, OptionCheck>>
  readonly requiredOptions?: readonly string[]
  /** What is wrong between options that are right each by itself, or with the fields beside it (`level`, by name): by option. */
  checkTogether?(config: Config, level: ReadonlyMap<string, ValueField>): Readonly<Record<string, string>>
  /** How many characters a value may have that is made up, with a number behind it, because another one is taken. */
  longest?(config: Config): number
  /** Gives a value that is missing, from what will be stored beside it; `undefined` when there is none. */
  derive?(config: Config, siblings: Data): unknown
  /** Turns a valid value into what is stored, where that takes time: right before the write, for a value that has changed. */
  seal?(value: unknown): Promise<unknown>
  /** Turns a valid value into what is stored. Never called with `null` or `undefined`. */
  store?(value: unknown): unknown
  /** Whether `required` refuses the value, besides an empty text and an empty list. */
  isEmpty?(value: unknown): boolean
  /** What is wrong with a value that is neither `null` nor `undefined`. */
  check(value: unknown, config: Config): Flaws
}

/** What a type of layout fields decides. They have no value: their fields are compiled as if they stood where the layout stands. */
export interface LayoutType<Config extends LayoutField = LayoutField> {
  readonly options: Readonly<Record<string, OptionCheck>>
  readonly requiredOptions: readonly string[]
  /** The lists of fields in it, each with what follows the path of the layout field, as in `.fields`. */
  parts(config: Config): readonly LayoutPart[]
}

export interface LayoutPart {
  readonly at: string
  readonly fields: readonly FieldConfig[]
}
