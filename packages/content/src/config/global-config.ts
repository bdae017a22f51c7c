import type { AccessRule } from '../access/rule.ts'
import type { FieldConfig } from './field-config.ts'
import type { GlobalHooks } from './hook-lists.ts'

/** A single document (spec: content.md, "Collections, globals"). */
export interface GlobalConfig {
  /** Letters, digits and `-`; names the hook points (`globals/settings:beforeChange`). */
  readonly slug: string
  readonly fields: readonly FieldConfig[]
  readonly label?: string
  readonly hooks?: GlobalHooks
  /** Operations without a rule are for signed-in users. */
  readonly access?: {
    readonly read?: AccessRule
    readonly update?: AccessRule
  }
  /** `createdAt` and `updatedAt`. Default on. */
  readonly timestamps?: boolean
  readonly custom?: Readonly<Record<string, unknown>>
}
