export { openStorage } from './open.ts'
export { StorageError, storageErrors } from './errors.ts'
export { systemClock } from './clock.ts'
export type { StorageErrorCode } from './errors.ts'
export type { Clock } from './clock.ts'
export type { Storage, StorageOptions } from './ports/storage.ts'
export type { AsideEntry, Journal, LoadedJournal } from './ports/journal.ts'
export type {
  Claim,
  Enqueued,
  Firing,
  Job,
  JobFilter,
  Jobs,
  JobState,
  Lease,
  LeaseState,
  NewJob,
  Retention,
  Settlement,
} from './ports/jobs.ts'
export type { Documents, Reader } from './ports/documents.ts'
export type { Savepoint, Transaction, TransactionOptions } from './ports/transaction.ts'
export type { ColumnSchema, ColumnType, IndexSchema, ReferenceSchema, TableSchema } from './ports/schema.ts'
export type { Id, JsonValue, Row } from './ports/row.ts'
export type { Condition, DistinctQuery, From, ListQuery, Operator, Query, Sort, Value, Where } from './ports/query.ts'
