import type { FieldAccessRule } from '../access/rule.ts'
import type { ContentRequest } from '../request.ts'
import type { Data, Doc, Untyped } from '../untyped.ts'
import type { FieldHooks } from './hook-lists.ts'

/** What a `validate` function is told besides the value. */
export interface ValidateArgs {
  req: ContentRequest
  operation: 'create' | 'update'
  path: string
  /** What the caller sent, as hooks have left it. */
  data: Data
  /** The object that the field is in. */
  siblingData: Data
  originalDoc: Doc | undefined
}

type Verdict = true | string

/** What every field may have. */
export interface FieldBase {
  /** Letters, digits and `_`. */
  readonly name: string
  readonly label?: string
  /** Refuses a missing, `null` or empty value. */
  readonly required?: boolean
  /** Left out of every answer; a call with `showHiddenFields` gets it. */
  readonly hidden?: boolean
  /** A value, or a function that gives one (it may be asynchronous). Filled in on create for a field that was not sent. */
  readonly defaultValue?: Untyped
  /** Gives `true` or what is wrong, as in `must be …`. May be asynchronous. */
  readonly validate?: (value: Untyped, args: ValidateArgs) => Verdict | PromiseLike<Verdict>
  readonly access?: {
    readonly create?: FieldAccessRule
    readonly read?: FieldAccessRule
    readonly update?: FieldAccessRule
  }
  readonly hooks?: FieldHooks
  /** For the admin interface; kept as it is. */
  readonly admin?: Readonly<Record<string, unknown>>
  /** For your own code; kept as it is. */
  readonly custom?: Readonly<Record<string, unknown>>
}

/** What top-level fields with a single value may have besides. */
export interface ColumnOptions {
  /** No two documents have the same value. */
  readonly unique?: boolean
  /** Speeds up queries by this field. */
  readonly index?: boolean
}

export interface TextField extends FieldBase, ColumnOptions {
  readonly type: 'text' | 'textarea'
  readonly minLength?: number
  /** Default: 40,000 characters for `text`, 1,000,000 for `textarea`. */
  readonly maxLength?: number
}

export interface EmailField extends FieldBase, ColumnOptions {
  readonly type: 'email'
}

export interface NumberField extends FieldBase, ColumnOptions {
  readonly type: 'number'
  readonly min?: number
  readonly max?: number
}

export interface CheckboxField extends FieldBase, ColumnOptions {
  readonly type: 'checkbox'
}

/** Takes a `Date`, an ISO 8601 date or an ISO 8601 time with zone; stored as ISO 8601 in UTC. */
export interface DateField extends FieldBase, ColumnOptions {
  readonly type: 'date'
}

export interface SelectField extends FieldBase, ColumnOptions {
  readonly type: 'select'
  readonly options: readonly (string | { readonly label: string; readonly value: string })[]
}

/** Any JSON value. */
export interface JsonField extends FieldBase {
  readonly type: 'json'
}

/** A list of rows. Each has a stable `id` besides its fields. */
export interface ArrayField extends FieldBase {
  readonly type: 'array'
  readonly fields: readonly FieldConfig[]
  readonly minRows?: number
  readonly maxRows?: number
}

/** Fields in an object of their own. */
export interface GroupField extends FieldBase {
  readonly type: 'group'
  readonly fields: readonly FieldConfig[]
}

export type FieldConfig =
  | TextField
  | EmailField
  | NumberField
  | CheckboxField
  | DateField
  | SelectField
  | JsonField
  | ArrayField
  | GroupField
