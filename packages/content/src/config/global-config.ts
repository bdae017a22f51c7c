import type { AccessRule } from '../access/rule.ts'
import type { Endpoint } from './endpoint.ts'
import type { LiveOption } from './check-live.ts'
import type { VersionsOption } from './check-versions.ts'
import type { FieldConfig } from './field-config.ts'
import type { GlobalHooks } from './hook-lists.ts'

/** A single document (spec: content.md, "Collections, globals"). */
export interface GlobalConfig<S extends string = string> {
  /** Letters, digits and `-`; names the hook points (`globals/settings:beforeChange`). */
  readonly slug: S
  readonly fields: readonly FieldConfig[]
  readonly label?: string
  readonly hooks?: GlobalHooks<NameOf<S>>
  /** Operations without a rule are for signed-in users. */
  readonly access?: {
    readonly read?: AccessRule<NameOf<S>>
    readonly update?: AccessRule<NameOf<S>>
    /** With `versions`: which of them may be read, by whoever may read the global itself. */
    readonly readVersions?: AccessRule
  }
  /** `createdAt` and `updatedAt`. Default on. */
  readonly timestamps?: boolean
  /** Routes of its own, below `/api/globals/<slug>`; `false`: the global has no REST routes at all. */
  readonly endpoints?: readonly Endpoint[] | false
  /** It can be opened in the collaboration server, as `globals/<slug>`, and edited by several people at once. */
  readonly live?: LiveOption
  /** Each state of a document is kept as well, so that it can be looked at, and restored. */
  readonly versions?: VersionsOption
  readonly custom?: Readonly<Record<string, unknown>>
}

/** The name of the hook points' owner; any name stays any name. */
type NameOf<S extends string> = string extends S ? string : `globals/${S}`
