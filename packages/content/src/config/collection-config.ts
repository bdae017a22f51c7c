import type { AuthConfig } from '../auth/auth-config.ts'
import type { AuthHooks } from '../auth/auth-hooks.ts'
import type { AccessRule } from '../access/rule.ts'
import type { Select } from '../hooks/payloads.ts'
import type { Endpoint } from './endpoint.ts'
import type { LiveOption } from './check-live.ts'
import type { VersionsOption } from './check-versions.ts'
import type { FieldConfig } from './field-config.ts'
import type { CollectionHooks } from './hook-lists.ts'

/** A kind of documents (spec: content.md, "Collections, globals"). */
export interface CollectionConfig<S extends string = string> {
  /** Letters, digits and `-`; names the table, the REST route and the hook points (`posts:beforeChange`). */
  readonly slug: S
  readonly fields: readonly FieldConfig[]
  readonly labels?: { readonly singular?: string; readonly plural?: string }
  /** The documents are accounts that people sign in to: each has an `email` and a `password`. */
  readonly auth?: boolean | AuthConfig
  /** Those of `AuthHooks` in auth collections only. */
  readonly hooks?: CollectionHooks<S> & AuthHooks
  /** Operations without a rule are for signed-in users. */
  readonly access?: {
    readonly create?: AccessRule<S>
    readonly read?: AccessRule<S>
    readonly update?: AccessRule<S>
    readonly delete?: AccessRule<S>
    /** With `versions`: whose versions may be read, of documents that may be read themselves. */
    readonly readVersions?: AccessRule
    /** Auth collections: who may end the wait of an account after failed logins. */
    readonly unlock?: AccessRule<S>
  }
  /** `createdAt` and `updatedAt`. Default on. */
  readonly timestamps?: boolean
  /** For `find` without `sort`. Default: newest first. */
  readonly defaultSort?: string | readonly string[]
  /** Indexes over several fields; for one field write `index` or `unique` there. */
  readonly indexes?: readonly IndexConfig[]
  /** The fields to answer with where a relationship of another document is populated with one of these. Default: all. */
  readonly defaultPopulate?: Select
  /** Routes of its own, below `/api/<slug>` and ahead of `/:id`; `false`: the collection has no REST routes at all. */
  readonly endpoints?: readonly Endpoint[] | false
  /** Documents can be opened in the collaboration server, as `<slug>/<id>`, and edited by several people at once. Not accounts. */
  readonly live?: LiveOption
  /** Each state of a document is kept as well, so that it can be looked at, and restored. */
  readonly versions?: VersionsOption
  readonly custom?: Readonly<Record<string, unknown>>
}

/** An index over top-level fields with a single value, `createdAt` and `updatedAt`: at most 16. */
export interface IndexConfig {
  /** In order: queries by the first ones are sped up as well. */
  readonly fields: readonly string[]
  /** No two documents have the same values in all of them. Documents without a value in one never clash. */
  readonly unique?: boolean
}
