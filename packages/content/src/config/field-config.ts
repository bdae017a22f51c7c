import type { FieldAccessRule } from '../access/rule.ts'
import type { Where } from '../query/where.ts'
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
  /**
   * Nothing of it is stored. `true`: hooks give its value in `afterRead`, and see in `data` what was sent; nothing to filter or sort
   * by. A path along relationships to one document (`'author.name'`): it has the value that whoever asks may read there, can be
   * filtered and sorted by, and nobody writes it. At the top level, for fields with a single value.
   */
  readonly virtual?: boolean | string
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

/** What a field that can hold a list of values has besides. A list is stored as JSON. */
export interface ListOptions {
  readonly hasMany?: boolean
  /** With `hasMany`: how many values there are at least and at most. */
  readonly minRows?: number
  readonly maxRows?: number
}

export interface TextField extends FieldBase, ColumnOptions, ListOptions {
  readonly type: 'text'
  readonly minLength?: number
  /** Default: 40,000 characters. */
  readonly maxLength?: number
}

/** Text of many lines; `code` is the same for programs. */
export interface TextareaField extends FieldBase, ColumnOptions {
  readonly type: 'textarea' | 'code'
  readonly minLength?: number
  /** Default: 1,000,000 characters. */
  readonly maxLength?: number
}

export interface EmailField extends FieldBase, ColumnOptions {
  readonly type: 'email'
}

/** Lower-case ASCII letters, digits and hyphens. Unique unless `unique` is `false`. */
export interface SlugField extends FieldBase, ColumnOptions {
  readonly type: 'slug'
  /** The text field beside it that a missing slug is made from. Default: `title`, if there is one. */
  readonly from?: string
  /** Default: 100 characters. */
  readonly maxLength?: number
}

/** Stored as an Argon2id hash. In no answer, and nothing to filter or sort by. Not inside rows. */
export interface PasswordField extends FieldBase {
  readonly type: 'password'
  /** Default: 8 characters. */
  readonly minLength?: number
  /** Default: 1,024 characters, which is also the most. */
  readonly maxLength?: number
}

export interface NumberField extends FieldBase, ColumnOptions, ListOptions {
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

export type Choice = string | { readonly label: string; readonly value: string }

export interface SelectField extends FieldBase, ColumnOptions, ListOptions {
  readonly type: 'select'
  readonly options: readonly Choice[]
}

export interface RadioField extends FieldBase, ColumnOptions {
  readonly type: 'radio'
  readonly options: readonly Choice[]
}

/** `[longitude, latitude]` in degrees (RFC 7946, 3.1.1). */
export interface PointField extends FieldBase {
  readonly type: 'point'
}

/** A tree of nodes as ProseMirror and TipTap write it: `{ type: 'doc', content: [{ type, attrs, content, marks, text }] }`. */
export interface RichTextField extends FieldBase {
  readonly type: 'richText'
  /** Characters of all texts together. Default: 1,000,000. */
  readonly maxLength?: number
}

/** Any JSON value. */
export interface JsonField extends FieldBase {
  readonly type: 'json'
}

/**
 * The id of a document of another collection, or of the same. With several collections in `relationTo` a value is
 * `{ relationTo, value }`, with `hasMany` it is a list. Reads answer with the documents themselves, as deep as `depth` says.
 */
export interface RelationshipField extends FieldBase, ColumnOptions, ListOptions {
  readonly type: 'relationship'
  /** Slug of a collection, or several. */
  readonly relationTo: string | readonly string[]
}

/**
 * The documents of another collection that refer to this one: `{ docs, hasNextPage }`, read only. At the top level of collections.
 */
export interface JoinField extends Omit<FieldBase, 'required' | 'defaultValue' | 'validate' | 'virtual'> {
  readonly type: 'join'
  /** Slug of the other collection. */
  readonly collection: string
  /** Its top-level relationship field. */
  readonly on: string
  /** Only those that match. */
  readonly where?: Where
  /** Default: that of the other collection. */
  readonly defaultSort?: string | readonly string[]
  /** At most so many: 1 to 250. Default: 10. */
  readonly defaultLimit?: number
  readonly required?: never
  readonly defaultValue?: never
  readonly validate?: never
  readonly virtual?: never
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

/** One kind of rows in a `blocks` field. */
export interface BlockConfig {
  /** Letters, digits, `-` and `_`; the `blockType` of its rows. */
  readonly slug: string
  readonly fields: readonly FieldConfig[]
  readonly labels?: { readonly singular?: string; readonly plural?: string }
}

/** A list of rows of several kinds. Each has a stable `id` and a `blockType` besides the fields of its block. */
export interface BlocksField extends FieldBase {
  readonly type: 'blocks'
  readonly blocks: readonly BlockConfig[]
  readonly minRows?: number
  readonly maxRows?: number
}

/** What a field for layout may have: it has no value, so no name, no hooks and no access rules. */
export interface LayoutBase extends Readonly<
  Partial<Record<Exclude<keyof FieldBase, 'label' | 'admin' | 'custom'>, never>>
> {
  readonly label?: string
  readonly admin?: Readonly<Record<string, unknown>>
  readonly custom?: Readonly<Record<string, unknown>>
}

/** Fields side by side (`row`), or that can be folded away (`collapsible`); they belong to the level that it stands in. */
export interface RowField extends LayoutBase {
  readonly type: 'row' | 'collapsible'
  readonly fields: readonly FieldConfig[]
}

/** A tab with a name is a group; the fields of one without belong to the level that the tabs stand in. */
export type Tab =
  | (Omit<GroupField, 'type'> & { readonly name: string })
  | (LayoutBase & { readonly fields: readonly FieldConfig[] })

export interface TabsField extends LayoutBase {
  readonly type: 'tabs'
  readonly tabs: readonly Tab[]
}

/** A field that only says where others are shown. */
export type LayoutField = RowField | TabsField

/** A field that has a value. */
export type ValueField =
  | TextField
  | TextareaField
  | EmailField
  | SlugField
  | PasswordField
  | NumberField
  | CheckboxField
  | DateField
  | SelectField
  | RadioField
  | PointField
  | RichTextField
  | JsonField
  | RelationshipField
  | JoinField
  | ArrayField
  | GroupField
  | BlocksField

export type FieldConfig = ValueField | LayoutField
