import type { BackgroundRun } from '@crochet/hooks'
import type { Id } from '@crochet/storage'
import type { AuthOperation } from '../auth/auth-payloads.ts'
import type { CollectionConfig } from '../config/collection-config.ts'
import type { ValueField } from '../config/field-config.ts'
import type { GlobalConfig } from '../config/global-config.ts'
import type { Context, ContentRequest, Source } from '../request.ts'
import type { ChangesOf, DocOf, IdOf } from '../types/register.ts'
import type { Data, Doc, Untyped } from '../untyped.ts'
import type { Where } from '../query/where.ts'

/**
 * What an operation does, for hooks. `find`, `findByID`, `findGlobal`, `count`, `findVersions` and `findVersionByID` are all `read`. A
 * `restoreVersion` is that for `beforeOperation` and `afterOperation`, and an `update` for all other hooks.
 */
export type OperationName = 'create' | 'update' | 'delete' | 'read' | 'countVersions' | 'restoreVersion' | AuthOperation

/** What the caller asked for, without the circumstances (`user`, `req`, `context`, `overrideAccess`). */
export interface OperationArgs {
  id?: Id | undefined
  data?: Data | undefined
  /** `findDistinct`: the field whose values are asked for. */
  field?: string | undefined
  where?: Where | undefined
  sort?: string | readonly string[] | undefined
  limit?: number | string | undefined
  page?: number | string | undefined
  /** `false`: what matches is not counted, and the page stands for itself. Default: `true`. */
  pagination?: boolean | string | undefined
  select?: Select | undefined
  /** How many levels of relationships are answered as documents: 0 to 5, 1 by default. */
  depth?: number | string | undefined
  /** The fields of populated documents to answer with, by collection. Default: its `defaultPopulate`. */
  populate?: Readonly<Record<string, Select>> | undefined
  /** What to find for join fields, by name; `false` for nothing. */
  joins?: false | Readonly<Record<string, false | JoinArgs>> | undefined
  /** Bulk writes: whether a document that fails is left out, or undoes them all. Default: `continue`. */
  onError?: 'continue' | 'abort' | undefined
  /** Writes of one document: the `updatedAt` that it must still have, or one of several. */
  ifUpdatedAt?: string | readonly string[] | undefined
}

/** Which documents a join field answers with, and how many: 1 to 250. Defaults: those of the field, and the first page. */
export interface JoinArgs {
  readonly where?: Where | undefined
  readonly sort?: string | readonly string[] | undefined
  readonly limit?: number | string | undefined
  /** From 1; a page has `limit` documents. */
  readonly page?: number | string | undefined
  /** Answers with `totalDocs` too. */
  readonly count?: boolean | 'true' | 'false' | undefined
}

/**
 * Fields to answer with, by name: `{ title: true, seo: { text: true } }` for these alone, `{ body: false }` for all others. Rows are
 * selected like groups, those of blocks by the slug of the block first.
 */
export interface Select {
  readonly [field: string]: boolean | Select
}

/** What a read asks the database for. Handlers of `beforeRead` may change it in place. */
export interface ReadQuery {
  where?: Where | undefined
  sort?: string | readonly string[] | undefined
  limit?: number | string | undefined
  page?: number | string | undefined
  pagination?: boolean | string | undefined
  select?: Select | undefined
}

/** In every payload. In the background it says of the job, too; `doc` is then loaded afresh, and what else is not kept is missing. */
export interface HookArgs extends Partial<BackgroundRun> {
  req: ContentRequest
  context: Context
  operation: OperationName
  /** Aborted when the handler's deadline has passed. */
  signal: AbortSignal
  /** The collection's configuration; `undefined` for a global. */
  collection?: CollectionConfig
  /** The global's configuration; `undefined` for a collection. */
  global?: GlobalConfig
  /** The operation reads versions: `query` is about them, and a `doc` is what one of them holds, without `id`. */
  versions?: true
}

export interface BeforeOperation extends HookArgs {
  args: OperationArgs
}

/** Payload of `beforeValidate`, `afterValidate` and `beforeChange`. */
export interface Change<S extends string = string> extends HookArgs {
  /** What the caller sent, not the merged document; on create with the default values. */
  data: ChangesOf<S>
  /** The stored document as stored, never run through `afterRead`; `undefined` on create. */
  originalDoc: DocOf<S> | undefined
  /** Both together, as it would be stored now. Computed when it is read. */
  merged: DocOf<S>
}

export interface AfterChange<S extends string = string> extends HookArgs {
  doc: DocOf<S>
  previousDoc: DocOf<S> | undefined
  data: ChangesOf<S>
  /** Every path whose stored value differs: `items`, `items.0`, `items.0.price`. */
  changed: ReadonlySet<string>
}

export interface BeforeRead extends HookArgs {
  query: ReadQuery
  /** For a read by id. */
  id?: Id | undefined
}

/** Payload of `afterFetch` and `afterRead`. */
export interface Read<S extends string = string> extends HookArgs {
  doc: DocOf<S>
}

/** Payload of `beforeDelete` and `afterDelete`. `doc` is the document as stored. */
export interface Delete<S extends string = string> extends HookArgs {
  id: IdOf<S>
  doc: DocOf<S>
}

export interface AfterOperation extends HookArgs {
  args: OperationArgs
  /** A document, `{ docs, … }` for find, `{ docs, errors }` for bulk writes, `{ totalDocs }` for count, `{ id }` for delete. */
  result: Untyped
}

export interface AfterCommit<S extends string = string> extends HookArgs {
  id: IdOf<S>
  doc: DocOf<S>
  previousDoc: DocOf<S> | undefined
  changed: ReadonlySet<string>
}

export interface AfterRollback extends HookArgs {
  error: unknown
}

/** The job whose attempt failed. */
export interface FailedJob {
  readonly id: string
  readonly task: string
  readonly attempt: number
  /** Whether it was the last attempt: the job is dead now. */
  readonly final: boolean
}

export interface AfterError {
  /** What was thrown, without the wrappers that name the hooks it passed. */
  error: Untyped
  /** The error as it reached the door: a `HookError` that names hook and handler when a handler threw. */
  thrown: unknown
  /** Id of the handler that threw, if one did. */
  handler: string | undefined
  /** `detached` for work that a handler left behind, `hook` for an observer. */
  source: Source
  req: ContentRequest
  context: Context
  signal: AbortSignal
  collection?: CollectionConfig | undefined
  /** The answer as it is going to be sent (REST). */
  result?: unknown
  graphqlResult?: unknown
  /** With `source: 'job'`: which job, where it was one. */
  job?: FailedJob | undefined
  /** What earlier handlers want the answer to be. A returned `{ response?, status? }` is merged into it. */
  answer: ErrorAnswer
}

export interface ErrorAnswer {
  response?: unknown
  status?: number
}

/** Payload of every field hook. Which of the optional keys are there depends on the hook point (README, "Field hooks"). */
export interface FieldHookArgs extends HookArgs {
  field: ValueField
  /** As in `items.0.price`. */
  path: string
  /** `undefined` when the field was not sent. */
  value: Untyped
  /** The object that the field is in: the document, a group, a row. */
  siblingData: Data
  /** What the caller sent; in `afterRead` the document. */
  data: Data
  doc: Doc | undefined
  originalDoc: Doc | undefined
  /** The stored value before the write. */
  previousValue: Untyped
  /** The stored object that the field was in before the write. */
  previousSiblingDoc: Doc | undefined
}
