import { isPlainObject, type Bail, type Merge, type Returns, type Series, type Waterfall } from '@crochet/hooks'
import type {
  AfterForgotPassword,
  AfterLogin,
  AfterLogout,
  AfterMe,
  AfterRefresh,
  BeforeLogin,
} from '../auth/auth-payloads.ts'
import type { Untyped } from '../untyped.ts'
import type {
  AfterChange,
  AfterCommit,
  AfterError,
  AfterOperation,
  AfterRollback,
  BeforeOperation,
  BeforeRead,
  Change,
  Delete,
  FieldHookArgs,
  Read,
} from './payloads.ts'

/**
 * A pattern such as `${string}:beforeChange` names collections, globals and fields alike, so its payload has the keys of
 * both levels; those of the other level are `undefined`.
 */
type AtFieldsToo<Payload extends object> = Payload & Partial<Omit<FieldHookArgs, keyof Payload>>

declare module '@crochet/hooks' {
  interface HookMap {
    /** Before anything else. A returned object replaces `args`. Spec: hooks.md, "Catalogue: content hooks". */
    [beforeOperation: `${string}:beforeOperation`]: Waterfall<BeforeOperation, 'args'>
    /**
     * Field: the document is about to be copied, and `value` is what is stored of the field. A returned value replaces it in the copy.
     * `doc` is the document that is copied; rows of the copy have no ids yet.
     */
    [beforeDuplicate: `${string}:beforeDuplicate`]: Waterfall<FieldHookArgs, 'value'>
    /** Before validation. Fields first; a returned value replaces `value`, then `data`. A throw refuses the write. */
    [beforeValidate: `${string}:beforeValidate`]: Waterfall<AtFieldsToo<Change>, 'data' | 'value'>
    /** The data is valid. Returned values are ignored; a throw refuses the write. */
    [afterValidate: `${string}:afterValidate`]: Series<Change>
    /** The data is valid and about to be written. A returned value replaces `data`, then, for fields, `value`. */
    [beforeChange: `${string}:beforeChange`]: Waterfall<AtFieldsToo<Change>, 'data' | 'value'>
    /** Written, not committed yet. A returned value replaces what the caller gets. */
    [afterChange: `${string}:afterChange`]: Waterfall<AtFieldsToo<AfterChange>, 'doc' | 'value'>
    /**
     * Before the database is asked. May change `query` in place. Returning a document (a list of them for find and count)
     * answers in place of the database; `undefined` and `null` go on.
     */
    [beforeRead: `${string}:beforeRead`]: Bail<BeforeRead, Untyped>
    /** A document as stored, right from the database. A returned object replaces it. */
    [afterFetch: `${string}:afterFetch`]: Waterfall<Read, 'doc'>
    /** On its way to the caller, after reads and after writes. A returned value replaces `value`, then `doc`. */
    [afterRead: `${string}:afterRead`]: Waterfall<AtFieldsToo<Read>, 'doc' | 'value'>
    /** A throw refuses the deletion. */
    [beforeDelete: `${string}:beforeDelete`]: Series<Delete>
    /** Deleted, not committed yet. Returned values are ignored. */
    [afterDelete: `${string}:afterDelete`]: Series<Delete>
    /** The last one before commit. A returned value replaces `result`. */
    [afterOperation: `${string}:afterOperation`]: Waterfall<AfterOperation, 'result'>
    /** Observer of a collection or global: the write is committed and visible to everyone. */
    [afterCommit: `${string}:afterCommit`]: Series<AfterCommit>
    /** Observer of a collection or global: nothing of the write is stored. Every write ends in one of the two. */
    [afterRollback: `${string}:afterRollback`]: Series<AfterRollback>
    /** An error in an operation of the collection, before the root's `afterError`. */
    [afterError: `${string}:afterError`]: Merge<AfterError, 'answer'>
    /**
     * Auth collections: the password was right. A throw denies the login; the message of a plain `Error` is the answer (403). Returned
     * values are ignored.
     */
    [beforeLogin: `${string}:beforeLogin`]: Series<BeforeLogin>
    /** Auth collections: the session is written, not committed yet. `req.user` is set. A returned object replaces the `user` of the answer. */
    [afterLogin: `${string}:afterLogin`]: Waterfall<AfterLogin, 'user'>
    /** Auth collections: the session, or all of the account, is deleted, not committed yet. */
    [afterLogout: `${string}:afterLogout`]: Series<AfterLogout>
    /** Auth collections: somebody asks who they are. A returned object replaces the answer. */
    [afterMe: `${string}:afterMe`]: Waterfall<AfterMe, 'response'>
    /** Auth collections: the session goes on for longer. A returned object replaces the answer. */
    [afterRefresh: `${string}:afterRefresh`]: Waterfall<AfterRefresh, 'result'>
    /** Auth collections: the mail with the token for a new password was handed over. Only for accounts that there are. */
    [afterForgotPassword: `${string}:afterForgotPassword`]: Series<AfterForgotPassword>
    /** Root observer: after the `afterCommit` of the collection or global. */
    afterCommit: Series<AfterCommit>
    /** Root observer: after the `afterRollback` of the collection or global. */
    afterRollback: Series<AfterRollback>
    /** Every error, whatever door it came through. A returned `{ response?, status? }` replaces the answer. */
    afterError: Merge<AfterError, 'answer'>
  }
}

/** Hook points that may run inside a transaction: their handlers hold up every other writer. */
const deadlineInTransaction = 5000

/**
 * Handlers of writes often leave work behind that nobody awaits (a mail, a webhook): each has an ambient entry of its own, so that
 * a failure of that work is told with its name. Points of reads go without: there the 0.2 µs would count.
 */
const leavesWork = { ownScope: true } as const

/** What replaces arguments, data, documents and results at collections and globals. */
export const anObject: Returns = { accepts: isPlainObject, expected: 'an object' }

/** Points whose handlers run at once, and what takes their place in the background. */
const atOnce = (instead: string): { background: false; instead: string } => ({ background: false, instead })
const afterWrite = atOnce('afterChange or afterCommit')
const afterDeletion = atOnce('afterDelete or afterCommit')
const afterReading = atOnce('afterOperation')

/** How each hook point is declared. `key` is what a returned value replaces at collections and globals. */
export const declarations = {
  beforeOperation: { kind: 'waterfall', key: 'args', returns: anObject, ...afterReading },
  beforeDuplicate: { kind: 'waterfall', key: 'value', ...leavesWork, ...afterWrite },
  beforeValidate: { kind: 'waterfall', key: 'data', returns: anObject, ...leavesWork, ...afterWrite },
  afterValidate: { kind: 'series', ...leavesWork, ...afterWrite },
  beforeChange: { kind: 'waterfall', key: 'data', returns: anObject, ...leavesWork, ...afterWrite },
  afterChange: { kind: 'waterfall', key: 'doc', returns: anObject, deadline: deadlineInTransaction, ...leavesWork },
  beforeRead: { kind: 'bail', ...afterReading },
  afterFetch: { kind: 'waterfall', key: 'doc', returns: anObject, ...afterReading },
  afterRead: { kind: 'waterfall', key: 'doc', returns: anObject, deadline: deadlineInTransaction, ...afterReading },
  beforeDelete: { kind: 'series', ...leavesWork, ...afterDeletion },
  afterDelete: { kind: 'series', deadline: deadlineInTransaction, ...leavesWork },
  afterOperation: {
    kind: 'waterfall',
    key: 'result',
    returns: anObject,
    deadline: deadlineInTransaction,
    ...leavesWork,
  },
  afterCommit: { kind: 'series', onError: 'isolate', background: 'ahead', ...leavesWork },
  afterRollback: { kind: 'series', onError: 'isolate', background: false, ...leavesWork },
  afterError: { kind: 'merge', into: 'answer', onError: 'isolate', background: false, ...leavesWork },
} as const
