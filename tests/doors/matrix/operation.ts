import type { Subject } from './subjects.ts'

export const operations = [
  'find',
  'findByID',
  'count',
  'distinct',
  'create',
  'update',
  'update many',
  'delete',
  'delete many',
  'duplicate',
  'find versions',
  'restore version',
  'findGlobal',
  'updateGlobal',
  'update title',
  'duplicate title',
  'find where secret',
  'find sort secret',
  'count where secret',
  'distinct secret',
] as const

export type Operation = (typeof operations)[number]

/** What can be asked of a document in the collaboration server. */
export const liveOperations = ['open live', 'edit live'] as const
export type LiveOperation = (typeof liveOperations)[number]

export const isLiveOperation = (operation: Operation | LiveOperation): operation is LiveOperation =>
  (liveOperations as readonly string[]).includes(operation)

/** What can be asked of a collection, or of a global. */
export function operationsOf({ kind, rule }: Subject): (Operation | LiveOperation)[] {
  const live = kind === 'auth collection' ? [] : liveOperations
  const others = operations.filter((operation) => {
    if (/ (?:secret|title)$/.test(operation)) return rule === 'fields' && kind !== 'global'
    return operation.endsWith('Global') === (kind === 'global')
  })
  return [...others, ...live]
}

/** One question, the same at every door. */
export interface Question {
  readonly subject: Subject
  readonly operation: Operation
  /** The document of `owner`. */
  readonly id: string
  /** What it was first. */
  readonly version: string
  /** What is sent with a write. */
  readonly data: Readonly<Record<string, string>>
}

export const everything = { id: { exists: true } }
export const secretIs = { secret: { equals: 'stored' } }

/** A document or what a version holds, as far as the table tells of it: which of the fields with rules are in the answer, and hold what was sent. */
export function toldOf(doc: unknown): string {
  const { version = doc } = doc as { version?: unknown }
  const { secret, fixed } = version as { secret?: unknown; fixed?: unknown }
  const shows = typeof secret === 'string' ? ', shows `secret`' : ''
  return `done${shows}${fixed === 'sent' ? ', sets `fixed`' : ''}`
}

/** A list of documents: how many, and what is told of each. */
export function toldOfMany(docs: readonly unknown[]): string {
  const told = new Set(docs.map(toldOf).map((line) => line.replace('done', '')))
  return `${docs.length} of 2${[...told].join('')}`
}

/** A write of many: what is told of those that were written, and why the others were not. */
export function toldOfBulk({
  docs,
  errors,
}: {
  docs: readonly unknown[]
  errors: readonly { code?: string | undefined }[]
}): string {
  return [toldOfMany(docs), ...new Set(errors.map(({ code = 'no code' }) => code))].join(', ')
}
