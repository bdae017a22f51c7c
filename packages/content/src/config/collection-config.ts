import type { AccessRule } from '../access/rule.ts'
import type { Select } from '../hooks/payloads.ts'
import type { FieldConfig } from './field-config.ts'
import type { CollectionHooks } from './hook-lists.ts'

/** A kind of documents (spec: content.md, "Collections, globals"). */
export interface CollectionConfig {
  /** Letters, digits and `-`; names the table, the REST route and the hook points (`posts:beforeChange`). */
  readonly slug: string
  readonly fields: readonly FieldConfig[]
  readonly labels?: { readonly singular?: string; readonly plural?: string }
  readonly hooks?: CollectionHooks
  /** Operations without a rule are for signed-in users. */
  readonly access?: {
    readonly create?: AccessRule
    readonly read?: AccessRule
    readonly update?: AccessRule
    readonly delete?: AccessRule
  }
  /** `createdAt` and `updatedAt`. Default on. */
  readonly timestamps?: boolean
  /** For `find` without `sort`. Default: newest first. */
  readonly defaultSort?: string | readonly string[]
  /** The fields to answer with where a relationship of another document is populated with one of these. Default: all. */
  readonly defaultPopulate?: Select
  readonly custom?: Readonly<Record<string, unknown>>
}
