interface Entry {
  /** HTTP status of an answer that fails because of it. */
  readonly status: number
  /** What to do about it. */
  readonly hint: string
}

/** Codes of this package. A code, once given, keeps its meaning and is never reused. Reference: docs/reference/errors.md. */
export const contentErrors = {
  CONFIG_INVALID: { status: 500, hint: 'Correct every place that is listed; each line says what to write instead.' },
  MIGRATION_PENDING: {
    status: 500,
    hint: 'Look at the steps and apply them with `migrateApp(config, { apply: true })`, then start again.',
  },
  AUTH_FAILED: { status: 401, hint: 'Check email and password. Which of them is wrong is told to nobody.' },
  AUTH_DATA: { status: 400, hint: 'Send `email` and `password` as texts; a password has at most 1,024 characters.' },
  AUTH_DELAYED: {
    status: 429,
    hint: 'Wait as many seconds as `data.retryAfter` says. A new password by mail, or `unlock`, ends the wait of an account.',
  },
  AUTH_BUSY: { status: 429, hint: 'Try again in a moment.' },
  AUTH_NO_SESSION: { status: 401, hint: 'Sign in first; API keys have no sessions.' },
  AUTH_RESET_TOKEN: { status: 403, hint: 'Ask for a new mail: a token is good once, for an hour.' },
  AUTH_FIRST_USER: {
    status: 403,
    hint: 'Use the link that the server has printed when it started, within half an hour; a new start prints a new one.',
  },
  AUTH_COLLECTION: { status: 404, hint: 'Name a collection that has `auth` in the configuration.' },
  API_ERROR: { status: 500, hint: 'Your own code threw this `APIError`; its status and data are the answer.' },
  VALIDATION: { status: 400, hint: 'Correct the fields that `errors` names and send the data again.' },
  DATA_SHAPE: { status: 400, hint: 'Send an object of field names and JSON values, without prototype keys.' },
  DATA_LIMIT: {
    status: 413,
    hint: 'Send at most 10,000 keys and list items, nested at most 32 deep, with 10,000,000 characters.',
  },
  DATA_FROM_HOOKS: {
    status: 500,
    hint: 'A `beforeChange` handler left a value that the field cannot store. Return its type.',
  },
  FORBIDDEN: { status: 403, hint: 'Sign in as someone who may do this, or change the access rule.' },
  FORBIDDEN_FIELD: { status: 403, hint: 'Leave the fields named by `path` out, or change their access rules.' },
  ACCESS_FAILED: {
    status: 500,
    hint: 'An access rule failed or returned neither a boolean nor a `where`; its cause says how.',
  },
  NOT_FOUND: { status: 404, hint: 'Check the id. A document that may not be read is answered the same way.' },
  UNKNOWN_COLLECTION: {
    status: 404,
    hint: 'Check the spelling of the slug, or add the collection to the configuration.',
  },
  UNKNOWN_GLOBAL: { status: 404, hint: 'Check the spelling of the slug, or add the global to the configuration.' },
  NO_VERSIONS: { status: 404, hint: 'Write `versions: true` into the configuration of the collection or global.' },
  CONFLICT: { status: 409, hint: 'Read the document again and repeat the change.' },
  PRECONDITION_FAILED: {
    status: 412,
    hint: 'Read the document again and repeat the change with its new `updatedAt` (over HTTP: its new ETag).',
  },
  VALUE_TAKEN: {
    status: 409,
    hint: 'Choose another value for the field that `path` names, or for one of those in `data.paths`.',
  },
  STILL_REFERRED: {
    status: 409,
    hint: 'Delete the documents that refer to it first, or have them refer to another.',
  },
  REFUSED_BY_HOOK: {
    status: 400,
    hint: 'A hook refused this; its message says why. Deletions it refuses are answered 403.',
  },
  OPERATION_OVER: { status: 500, hint: 'Await every call that a hook makes before the hook returns.' },
  TRANSACTION_TIMEOUT: { status: 500, hint: 'Do slow work before the first nested write, or in `afterCommit`.' },
  WHERE_SHAPE: {
    status: 400,
    hint: 'Write `{ field: { operator: value } }`, with `and` and `or` taking lists of the same.',
  },
  WHERE_FIELD: {
    status: 400,
    hint: 'Filter by a field of the collection that you may read; name nested ones by the way to them: `seo.title`.',
  },
  WHERE_NESTED: {
    status: 400,
    hint: 'Sort by, and list the values of, fields with a single value that are in no rows.',
  },
  WHERE_OPERATOR: { status: 400, hint: 'Use an operator that the type of the field answers to.' },
  WHERE_VALUE: { status: 400, hint: 'Give a value of the type of the field.' },
  WHERE_LIMIT: {
    status: 400,
    hint: 'Use at most 100 conditions, 10 levels, 1,000 values in a list, 1,000 characters in a search, 16 parts in a path.',
  },
  SORT_FIELD: { status: 400, hint: "Sort by fields that you may read: 'title,-createdAt', or a list of them." },
  PAGE_RANGE: {
    status: 400,
    hint: '`limit` is a whole number from 1 (to 250 in reads), `page` one from 1, `pagination` true or false.',
  },
  BULK_ON_ERROR: {
    status: 400,
    hint: 'Leave `onError` out to go on after an error, or write "abort" to undo everything.',
  },
  SELECT_SHAPE: {
    status: 400,
    hint: 'Write `{ field: true }` for each field you want, or `{ field: false }` for each you do not; fields nest.',
  },
  DEPTH_RANGE: { status: 400, hint: '`depth` is a whole number from 0 (ids only) to 5.' },
  POPULATE_SHAPE: { status: 400, hint: 'Write `{ users: { name: true } }`, with the slugs of collections.' },
  JOINS_SHAPE: {
    status: 400,
    hint: 'Write `{ posts: { where, sort, limit, page, count } }`, with the names of join fields, or `false`.',
  },
  POPULATE_LIMIT: {
    status: 400,
    hint: 'Ask for less `depth`, fewer documents, or only some fields (`select`, `populate`).',
  },
  INTERNAL: { status: 500, hint: 'The log and the `afterError` hooks have the error itself.' },
} as const satisfies Record<string, Entry>

export type ContentErrorCode = keyof typeof contentErrors

export interface ContentErrorDetails {
  /** Path of the field concerned, as in `items.0.price`. */
  readonly path?: string | undefined
  /** What the answer carries besides code and message. */
  readonly data?: unknown
  readonly cause?: unknown
  /** Default: that of the code. */
  readonly status?: number | undefined
}

/** What every error of this package is. `message` may be shown to whoever made the call, unless `status` is 500 and up. */
export class ContentError extends Error {
  override readonly name: string = 'ContentError'
  readonly code: ContentErrorCode
  readonly status: number
  readonly hint: string
  readonly path: string | undefined
  readonly data: unknown

  constructor(code: ContentErrorCode, message: string, details: ContentErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.status = details.status ?? contentErrors[code].status
    this.hint = contentErrors[code].hint
    this.path = details.path
    this.data = details.data
  }
}

/** For hooks and access functions: fails the operation with this message, HTTP status and data in the answer. */
export class APIError extends ContentError {
  override readonly name: string = 'APIError'

  constructor(message: string, status: number = 500, data?: unknown) {
    super('API_ERROR', message, { status, data })
  }
}

/** Nobody is let in: a wrong email, a wrong password, an account that is disabled or is none (status 401). */
export class AuthenticationError extends ContentError {
  override readonly name = 'AuthenticationError'

  constructor() {
    super('AUTH_FAILED', 'The email or password provided is incorrect.')
  }
}

/** One field that is not valid. */
export interface FieldProblem {
  /** As in `items.0.price`. */
  readonly path: string
  /** For people. */
  readonly message: string
  /** Name of the field; `undefined` when there is no such field. */
  readonly field: string | undefined
}

/** Everything that is wrong with the data of one write, collected (status 400). */
export class ValidationError extends ContentError {
  override readonly name = 'ValidationError'
  readonly errors: readonly FieldProblem[]

  constructor(errors: readonly FieldProblem[]) {
    super('VALIDATION', `Not valid: ${errors.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
    this.errors = errors
  }
}

/** The user may not do this (status 403). */
export class Forbidden extends ContentError {
  override readonly name = 'Forbidden'

  constructor(message: string = 'You are not allowed to do this.', details: ContentErrorDetails = {}) {
    super(details.path === undefined ? 'FORBIDDEN' : 'FORBIDDEN_FIELD', message, details)
  }
}

/** There is no such document, or the user may not know of it (status 404). */
export class NotFound extends ContentError {
  override readonly name = 'NotFound'

  constructor(
    message: string = 'Not found.',
    code: 'NOT_FOUND' | 'UNKNOWN_COLLECTION' | 'UNKNOWN_GLOBAL' | 'NO_VERSIONS' = 'NOT_FOUND',
  ) {
    super(code, message)
  }
}

/** The document changed meanwhile, a unique value is taken, or the document is needed by others (status 409). */
export class Conflict extends ContentError {
  override readonly name = 'Conflict'

  constructor(code: 'CONFLICT' | 'VALUE_TAKEN' | 'STILL_REFERRED', message: string, details: ContentErrorDetails = {}) {
    super(code, message, details)
  }
}

type QueryErrorCode = Extract<
  ContentErrorCode,
  | `WHERE_${string}`
  | `POPULATE_${string}`
  | 'DEPTH_RANGE'
  | 'JOINS_SHAPE'
  | 'SORT_FIELD'
  | 'PAGE_RANGE'
  | 'BULK_ON_ERROR'
  | 'SELECT_SHAPE'
>

/** A `where`, `sort`, `limit`, `page`, `onError`, `select`, `depth` or `populate` that cannot be used (status 400). */
export class QueryError extends ContentError {
  override readonly name = 'QueryError'

  constructor(code: QueryErrorCode, message: string, path?: string) {
    super(code, message, { path })
  }
}

/** One place of the configuration that is wrong. */
export interface ConfigProblem {
  /** As in `collections.posts.fields.title.required`. */
  readonly path: string
  /** What is wrong and what to write instead. */
  readonly message: string
}

/** Everything that is wrong with the configuration, collected. */
export class ConfigError extends ContentError {
  override readonly name = 'ConfigError'
  readonly problems: readonly ConfigProblem[]

  constructor(problems: readonly ConfigProblem[]) {
    super(
      'CONFIG_INVALID',
      `The configuration has errors:${problems.map((p) => `\n- ${p.path}: ${p.message}`).join('')}`,
    )
    this.problems = problems
  }
}
